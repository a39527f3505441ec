using System.Collections.Immutable;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Events;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>A log in memory whose reads are counted.</summary>
internal sealed class FakeEventLog : IEventLog
{
    private ImmutableList<RecordedEvent> _events = [];
    private int _reads;

    /// <summary>Awaited by every read; a faulted task stands for a database in trouble.</summary>
    public Task Trouble { get; set; } = Task.CompletedTask;

    public EventPosition KeptAfter { get; set; }

    public LogHoldup? Holdup { get; set; }

    /// <summary>Called after each read, for example by a trim that happens at that moment.</summary>
    public Action OnRead { get; set; } = () => { };

    public int Reads => Volatile.Read(ref _reads);

    public EventPosition End => _events.IsEmpty ? EventPosition.Start : _events[^1].Position;

    public void Add(params RecordedEvent[] events) => ImmutableInterlocked.Update(ref _events, all => all.AddRange(events));

    public async Task<IReadOnlyList<RecordedEvent>> ReadAsync(AppId app, EventPosition after, int countMax, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        await Trouble;
        RecordedEvent[] page = [.. _events.Where(one => one.User.App == app && one.Position > after && one.Position > KeptAfter).Take(countMax)];
        OnRead();
        return page;
    }

    public Task<IReadOnlyList<RecordedEvent>> ReadUserAsync(
        UserKey user, long beforeVersion, int countMax, CancellationToken cancellationToken)
        => Task.FromResult<IReadOnlyList<RecordedEvent>>(
            [.. _events.Where(one => one.User == user && one.Event.Version < beforeVersion).Reverse().Take(countMax)]);

    public Task<EventPosition> EndAsync(AppId app, CancellationToken cancellationToken) => Task.FromResult(End);

    public Task<EventPosition> KeptAfterAsync(AppId app, CancellationToken cancellationToken) => Task.FromResult(KeptAfter);

    public async Task<LogPage> ReadPartitionAsync(
        AppId app, int partition, EventPosition after, int countMax, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        await Trouble;
        var ofPartition = _events.Where(one => one.User.App == app && EventPartition.Of(one.User) == partition && one.Position > after);
        return new LogPage([.. ofPartition.Take(countMax)], IsWhole: true);
    }

    public Task<LogBacklog> CountAsync(
        AppId app, int partition, EventPosition after, int countMax, CancellationToken cancellationToken) => throw new NotSupportedException();

    public async Task<LogHoldup?> FindHoldupAsync(CancellationToken cancellationToken)
    {
        await Trouble;
        return Holdup;
    }
}
