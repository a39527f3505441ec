using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>A cluster of processes that answer as told, without one.</summary>
internal sealed class FakeClusterProcesses : IClusterProcesses
{
    private readonly List<(ClusterProcess Process, ProcessReport? Report)> _processes = [];

    /// <summary>The apps that were asked for.</summary>
    public ConcurrentQueue<AppId?> Asked { get; } = new();

    /// <summary>The acts on processes, such as <c>p1 drained</c>.</summary>
    public ConcurrentQueue<string> Done { get; } = new();

    public Dictionary<AppId, UserTally> Users { get; } = [];

    public List<ProcessHistory> Histories { get; } = [];

    /// <summary>The answer to a drain: whether there are doors, or null for none in time.</summary>
    public bool? DrainAnswer { get; set; } = true;

    public ImmutableArray<ClusterProcess> Members => [.. _processes.Select(one => one.Process)];

    public void Add(string name, ProcessRole role, ProcessReport? report, SiloStatus status = SiloStatus.Active)
        => _processes.Add((new ClusterProcess(SiloAddress.New(IPAddress.Loopback, 11111 + _processes.Count, 1), name, role, status), report));

    public UserTally UsersOf(AppId? app) => app is { } one
        ? Users.GetValueOrDefault(one, UserTally.Empty)
        : new UserTally(Users.Values.SelectMany(tally => tally.Counts));

    public Task<ImmutableArray<(ClusterProcess Process, ProcessReport? Report)>> ReportAsync(AppId? app)
    {
        Asked.Enqueue(app);
        return Task.FromResult<ImmutableArray<(ClusterProcess, ProcessReport?)>>([.. _processes.Where(one => one.Process.Status == SiloStatus.Active)]);
    }

    public Task<ImmutableArray<ProcessHistory>> HistoryAsync(AppId? app, TimeSpan window)
    {
        Asked.Enqueue(app);
        return Task.FromResult<ImmutableArray<ProcessHistory>>([.. Histories]);
    }

    public Task<bool?> SetDrainingAsync(ClusterProcess process, bool isDraining)
    {
        Done.Enqueue($"{process.Name} {(isDraining ? "drained" : "resumed")}");
        return Task.FromResult(DrainAnswer);
    }
}
