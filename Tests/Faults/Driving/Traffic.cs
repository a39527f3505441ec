using System.Collections.Concurrent;
using PresenceCluster.Tests.Faults.Model;

namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>The objects that all drivers of a run share.</summary>
internal sealed class Traffic(RunClock clock, FaultedCluster cluster, int users)
{
    private static readonly TimeSpan BeatPeriod = TimeSpan.FromSeconds(10);

    private int _connections;

    public RunClock Clock { get; } = clock;

    public FaultedCluster Cluster { get; } = cluster;

    public BackEnd BackEnd { get; } = new(clock);

    public IReadOnlyList<UserRecord> Users { get; } = [.. Enumerable.Range(0, users).Select(user => new UserRecord($"user{user}"))];

    /// <summary>The REST calls of this round.</summary>
    public ConcurrentQueue<Call> Calls { get; private set; } = new();

    public PolicyTimes Policies { get; private set; } = new(new Policy(PresenceCluster.Domain.LoginPolicyKind.Dual, 1, 1, 1));

    public int NextConnection() => Interlocked.Increment(ref _connections);

    /// <summary>Sends the heartbeats of all users, also during settling and judgement.</summary>
    public async Task BeatAsync(CancellationToken ends)
    {
        while (await RunClock.TryWaitAsync(BeatPeriod, ends))
            await Task.WhenAll(Users.SelectMany(user => user.Live).Select(connection => connection.BeatAsync()));
    }

    public void StartRound(Policy? inForce)
    {
        Calls = new();
        Policies = new(inForce ?? Policies.Newest);
    }
}
