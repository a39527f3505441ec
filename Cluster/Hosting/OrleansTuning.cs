using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace PresenceCluster.Cluster.Hosting;

/// <summary>Every Orleans option that the design leans on, in one place; the reasons stand at <see cref="ClusterOptions"/>.</summary>
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
        });
        Bind<SiloMessagingOptions>(silo, (orleans, ours) =>
        {
            orleans.ResponseTimeout = ours.ResponseTimeout;
            orleans.SystemResponseTimeout = ours.ResponseTimeout;
        });
        Bind<GrainCollectionOptions>(silo, (orleans, ours) =>
        {
            orleans.CollectionAge = ours.CollectionAge;
            // Shed activations before memory runs out: every state is stored, so a shed user costs one read.
            orleans.EnableActivationSheddingOnMemoryPressure = true;
        });
        Bind<ReminderOptions>(silo, (orleans, ours) =>
        {
            orleans.RefreshReminderListPeriod = ours.ReminderRefreshPeriod;
            orleans.ReminderLoadingWindow = ours.ReminderLoadingWindow;
        });
        return silo.UseGrainDirectory();
    }

    // Read at once, not through the options: the directory is wired while the silo is being built.
    private static ISiloBuilder UseGrainDirectory(this ISiloBuilder silo)
    {
        const string key = $"Cluster:{nameof(ClusterOptions.GrainDirectory)}";
        var isDistributed = Enum.TryParse(silo.Configuration[key], ignoreCase: true, out GrainDirectoryKind kind) && kind == GrainDirectoryKind.Distributed;
#pragma warning disable ORLEANSEXP003 // Experimental, and off unless the operator chooses it.
        return isDistributed ? silo.AddDistributedGrainDirectory() : silo;
#pragma warning restore ORLEANSEXP003
    }

    private static void Bind<TOrleans>(ISiloBuilder silo, Action<TOrleans, ClusterOptions> apply)
        where TOrleans : class
        => silo.Services.AddOptions<TOrleans>()
            .Configure<IOptions<ClusterOptions>>((orleans, ours) => apply(orleans, ours.Value));
}
