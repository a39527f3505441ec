using System.Collections.Immutable;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Cluster.Processes;

/// <summary>All processes of the cluster, asked at once. One that does not answer in time is given up, and the others count.</summary>
public interface IClusterProcesses
{
    /// <summary>The processes that run, start or stop, in a stable order.</summary>
    ImmutableArray<ClusterProcess> Members { get; }

    /// <summary>The users, as this process has last read it from storage; of one app, or of all without one.</summary>
    UserTally UsersOf(AppId? app);

    /// <summary>What every active process says of itself; null where one did not answer.</summary>
    Task<ImmutableArray<(ClusterProcess Process, ProcessReport? Report)>> ReportAsync(AppId? app);

    /// <summary>What the processes that answered have noted of the last minutes; this process's own first.</summary>
    Task<ImmutableArray<ProcessHistory>> HistoryAsync(AppId? app, TimeSpan window);

    /// <summary>Drains a process or takes it back; false when it has no doors, null when it did not answer.</summary>
    Task<bool?> SetDrainingAsync(ClusterProcess process, bool isDraining);
}
