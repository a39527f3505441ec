using Microsoft.Extensions.Logging;
using PresenceCluster.Cluster.Apps;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Push;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces;

namespace PresenceCluster.Grains.Apps;

/// <summary>
/// Tells every process of a change. One that does not answer in time is left to its own refresh, so a frozen process cannot hold
/// an administrator up.
/// </summary>
internal sealed partial class AppSettingsBroadcast(
    ClusterView cluster,
    AppSettingsServiceClient directories,
    PresenceServiceClient presences,
    TimeProvider time,
    ILogger<AppSettingsBroadcast> log)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    public Task SendAsync(AppSnapshot snapshot)
        => Task.WhenAll(cluster.Current.Active.Select(silo => TryAsync(silo, directories.On(silo).SwapAsync(snapshot))));

    public Task EnforceAsync(AppId app)
        => Task.WhenAll(cluster.Current.Owners.Select(silo => TryAsync(silo, presences.On(silo).EnforcePolicyAsync(app))));

    private async Task TryAsync(SiloAddress silo, Task call)
    {
        try
        {
            await call.WaitAsync(AnswerTimeout, time);
        }
        catch (Exception fault) when (fault is OrleansException or TimeoutException)
        {
            LogUnreached(fault, silo);
        }
    }

    [LoggerMessage(2501, LogLevel.Warning, "Process {Silo} was not told of a change of an app's settings; it refreshes by itself.")]
    private partial void LogUnreached(Exception fault, SiloAddress silo);
}
