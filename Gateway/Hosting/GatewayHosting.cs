using PresenceCluster.Cluster.Hosting;
using PresenceCluster.Gateway.AdminConsole;
using PresenceCluster.Gateway.Doors;
using PresenceCluster.Gateway.Operators;
using PresenceCluster.Gateway.Rest;

namespace PresenceCluster.Gateway.Hosting;

/// <summary>Wires the gateway's doors, REST and health into a process.</summary>
internal static class GatewayHosting
{
    public static WebApplicationBuilder AddGateway(this WebApplicationBuilder builder)
    {
        builder.Services.AddGatewayRest();
        builder.Services.AddGatewayConnections();
        builder.Services.AddHostedService<FirstAdmin>();
        builder.Services.AddHealthChecks().AddClusterHealth().AddCheck<DrainHealth>("drain");
        builder.WebHost.UseGatewayDoors();
        builder.UseConsoleFiles();
        return builder;
    }

    public static WebApplication MapGateway(this WebApplication app)
    {
        // Live: the process answers. Ready: clients may be sent to it. Only the health checks are open to everyone.
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
        app.MapHealthChecks("/health/ready");
        app.MapGatewayRest();
        app.MapConsole();
        return app;
    }
}
