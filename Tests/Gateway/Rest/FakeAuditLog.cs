using System.Collections.Concurrent;
using System.Collections.Immutable;
using PresenceCluster.Storage.Audit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>An audit log in memory.</summary>
internal sealed class FakeAuditLog : IAuditLog
{
    private long _last;

    public ConcurrentQueue<AuditRecord> Entries { get; } = new();

    /// <summary>Awaited by every write; a faulted task stands for a database in trouble.</summary>
    public Task Trouble { get; set; } = Task.CompletedTask;

    /// <summary>Completed when the next write arrives.</summary>
    public TaskCompletionSource? Asked { get; set; }

    public async Task AppendAsync(AuditAction action, AuditRecord entry, CancellationToken cancellationToken)
    {
        Asked?.TrySetResult();
        await Trouble;
        Entries.Enqueue(entry with { Id = Interlocked.Increment(ref _last) });
    }

    public Task<ImmutableArray<AuditRecord>> ReadAsync(long before, int countMax, CancellationToken cancellationToken)
        => Task.FromResult<ImmutableArray<AuditRecord>>(
            [.. Entries.Where(entry => entry.Id < before).OrderByDescending(entry => entry.Id).Take(countMax)]);
}
