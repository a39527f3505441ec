using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Leases;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Gateway.Acts;
using PresenceCluster.Gateway.Connections;
using PresenceCluster.Gateway.Doors;
using PresenceCluster.Gateway.Proxies;
using PresenceCluster.Gateway.Settings;
using PresenceCluster.Storage.Settings;

namespace PresenceCluster.Gateway.Hosting;

/// <summary>Puts the gateway's connections into a host.</summary>
public static class GatewayConnections
{
    /// <summary>
    /// Registers the doors, the connections and this process's <see cref="IConnectionTable"/> and <see cref="IProcessDoors"/>. The host
    /// provides the app directory, the cluster view, the grain factory, the credential verifier, the calls of other processes and a
    /// <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddGatewayConnections(this IServiceCollection services)
    {
        services.AddSettings<GatewayOptions>(GatewayOptions.Section);
        services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>();
        services.AddSingleton(provider => Counts(provider.GetRequiredService<IOptions<GatewayOptions>>().Value));
        services.AddSingleton<TrustedProxies>();
        services.AddSingleton<DoorCertificate>();
        services.AddSingleton<SessionTable>();
        services.Replace(ServiceDescriptor.Singleton<IConnectionTable>(provider => provider.GetRequiredService<SessionTable>()));
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<ConnectionEnds>();
        services.TryAddSingleton<ActClock>();
        services.AddSingleton<LoginDesk>();
        services.AddSingleton<RequestDesk>();
        services.AddSingleton<ConnectionRoom>();
        services.AddSingleton<Reception>();
        services.AddSingleton<TcpDoor>();
        services.AddSingleton<GatewayDrain>();
        services.AddSingleton<IProcessDoors>(provider => provider.GetRequiredService<GatewayDrain>());
        services.TryAddSingleton<ProcessTraffic>();
        services.AddHostedService(provider => provider.GetRequiredService<DoorCertificate>());
        services.AddHostedService<GatewayLife>();
        services.AddSingleton<SessionDigests>();
        services.AddHostedService<LeaseRounds>();
        return services;
    }

    /// <summary>Opens the HTTP door: Kestrel serves it, except for WebSockets.</summary>
    public static IWebHostBuilder UseGatewayDoors(this IWebHostBuilder builder) => builder.ConfigureServices(services =>
    {
        services.AddSingleton<IConnectionListenerFactory, HttpDoorFactory>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelDoor>();
        // The filter that is added first sees a request first.
        services.AddSingleton<IStartupFilter, ForwardedRequests>();
        services.AddSingleton<IStartupFilter, WebSocketUpgrade>();
    });

    private static ConnectionCounts Counts(GatewayOptions options) => new(options.ConnectionsMax, options.PendingLoginsMax);
}
