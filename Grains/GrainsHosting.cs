using Microsoft.Extensions.DependencyInjection;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Grains.Apps;
using PresenceCluster.Grains.Delivery;
using PresenceCluster.Grains.Delivery.Http;
using PresenceCluster.Grains.Interfaces.Processes;
using PresenceCluster.Grains.Users;

namespace PresenceCluster.Grains;

/// <summary>Wires the grains into a silo that hosts users. Storage is the caller's choice.</summary>
public static class GrainsHosting
{
    /// <summary>Adds user and app grains with all that they need beside storage.</summary>
    public static ISiloBuilder AddPresenceGrains(this ISiloBuilder silo)
    {
        var services = silo.Services;
        services.AddOptions<UserGrainOptions>().BindConfiguration("Users").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<PresenceTable>();
        services.AddSingleton<PresenceMetrics>();
        services.AddSingleton<ISiloWork, SiloWork>();
        services.AddSingleton<CloseNoticeSender>();
        services.AddSingleton<AppSettingsBroadcast>();
        services.AddWebhookSender();
        services.AddSingleton<IPresenceReader, PresenceReader>();
        services.AddSingleton<PolicyEnforcer>();
        services.AddHostedService(provider => provider.GetRequiredService<PolicyEnforcer>());
        services.AddHostedService<GatewayWatch>();
        services.AddSingleton<OwnershipHandover>();
        services.AddSingleton<IOwnershipHandover>(provider => provider.GetRequiredService<OwnershipHandover>());
        services.AddHostedService(provider => provider.GetRequiredService<OwnershipHandover>());
        silo.AddGrainService<PresenceService>();
        return silo;
    }
}
