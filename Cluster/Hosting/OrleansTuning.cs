using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;

namespace PresenceCluster.Cluster.Hosting;

/// <summary>
/// The Orleans options that the design depends on, in one place. <see cref="ClusterOptions"/> gives the reasons.
/// </summary>
internal static class OrleansTuning
{
    public static ISiloBuilder TuneOrleans(this ISiloBuilder silo)
    {
        Bind<Orleans.Configuration.ClusterOptions>(silo, (orleans, ours) =>
        {
            orleans.ClusterId = ours.ClusterId;
            orleans.ServiceId = ours.ServiceId;
        });
        Bind<EndpointOptions>(silo, (orleans, ours) =>
        {
            orleans.AdvertisedIPAddress = IPAddress.Parse(ours.AdvertisedAddress);
            orleans.SiloPort = ours.SiloPort;
            // No Orleans clients: gateways are silos themselves.
            orleans.GatewayPort = 0;
        });
        Bind<ClusterMembershipOptions>(silo, (orleans, ours) =>
        {
            orleans.ProbeTimeout = ours.ProbeTimeout;
            orleans.MinProbeTimeout = ours.ProbeTimeoutMin;
            orleans.MaxProbeTimeout = ours.ProbeTimeoutMax;
            orleans.NumMissedProbesLimit = ours.MissedProbesMax;
            orleans.IAmAliveTablePublishTimeout = ours.IAmAlivePeriod;
            orleans.TableRefreshTimeout = ours.MembershipRefreshPeriod;
            // Orleans compares the time at which a process began to join with another process's clock, so one wrong clock ended every
            // joining process. A process that dies while it joins is found by probes like any other.
            orleans.EvictWhenMaxJoinAttemptTimeExceeded = false;
        });
        Bind<SiloMessagingOptions>(silo, (orleans, ours) =>
        {
            orleans.ResponseTimeout = ours.ResponseTimeout;
            orleans.SystemResponseTimeout = ours.ResponseTimeout;
        });
        // Sheds activations before memory runs out. Every state is stored, so a shed user costs one read.
        silo.Configure<GrainCollectionOptions>(orleans => orleans.EnableActivationSheddingOnMemoryPressure = true);
        Bind<ReminderOptions>(silo, (orleans, ours) =>
        {
            orleans.RefreshReminderListPeriod = ours.ReminderRefreshPeriod;
            orleans.ReminderLoadingWindow = ours.ReminderLoadingWindow;
        });
        silo.Services.TravelWithDatabaseFaults();
        return silo;
    }

    /// <summary>
    /// Lets the database's exceptions cross processes unchanged. Otherwise the caller sees only that an answer could not be read, and
    /// cannot tell "try again" from a fault of the service.
    /// </summary>
    internal static IServiceCollection TravelWithDatabaseFaults(this IServiceCollection services)
        => services.Configure<ExceptionSerializationOptions>(options => options.SupportedNamespacePrefixes.Add("Npgsql"));

    private static void Bind<TOrleans>(ISiloBuilder silo, Action<TOrleans, ClusterOptions> apply)
        where TOrleans : class
        => silo.Services.AddOptions<TOrleans>()
            .Configure<IOptions<ClusterOptions>>((orleans, ours) => apply(orleans, ours.Value));
}
