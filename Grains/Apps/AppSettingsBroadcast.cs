using PresenceCluster.Cluster.Apps;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Push;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces;

namespace PresenceCluster.Grains.Apps;

/// <summary>Tells every process of a change; one that is not reached refreshes by itself.</summary>
internal sealed class AppSettingsBroadcast(
    ClusterView cluster, ProcessBroadcast processes, AppSettingsServiceClient directories, PresenceServiceClient presences)
{
    public Task SendAsync(AppSnapshot snapshot) => processes.TellAsync(cluster.Current.Active, silo => directories.On(silo).SwapAsync(snapshot));

    public Task EnforceAsync(AppId app) => processes.TellAsync(cluster.Current.Owners, silo => presences.On(silo).EnforcePolicyAsync(app));
}
