using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Grains.Apps;

/// <summary>Tells every process of a change. A process that is not reached refreshes by itself.</summary>
internal sealed class AppSettingsBroadcast(
    ClusterView cluster, ProcessBroadcast processes, AppSettingsServiceClient directories, PresenceServiceClient presences)
{
    public Task SendAsync(AppSnapshot snapshot) => processes.TellAsync(cluster.Current.Active, silo => directories.On(silo).SwapAsync(snapshot));

    /// <summary>
    /// Makes the silos end sessions that the settings forbid. The call carries the settings, for a silo that the push did not reach.
    /// </summary>
    public Task EnforceAsync(AppSnapshot snapshot)
        => processes.TellAsync(cluster.Current.Owners, silo => presences.On(silo).EnforcePolicyAsync(snapshot));
}
