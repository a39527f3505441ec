using Microsoft.Extensions.DependencyInjection.Extensions;
using PresenceCluster.Gateway.Acts;
using PresenceCluster.Gateway.Auth;
using PresenceCluster.Gateway.Events;
using PresenceCluster.Gateway.Operators;
using PresenceCluster.Gateway.Queries;
using PresenceCluster.Gateway.Rest.Tencent;
using PresenceCluster.Gateway.Rest.V1;
using PresenceCluster.Storage.Settings;

namespace PresenceCluster.Gateway.Rest;

/// <summary>
/// Adds the REST APIs of a gateway to a host: the Tencent-compatible one under <c>/v4</c> and the native one under <c>/v1</c>.
/// </summary>
public static class GatewayRestHosting
{
    /// <summary>Adds the services of the REST APIs, including credentials and presence queries, which connections use too.</summary>
    public static IServiceCollection AddGatewayRest(this IServiceCollection services)
    {
        services.AddCredentials();
        services.AddOperators();
        services.TryAddSingleton<IPresenceQuery, PresenceQuery>();
        services.AddSettings<RestOptions>(RestOptions.Section);
        services.TryAddSingleton<ActClock>();
        services.AddSingleton<AdministratorRevocations>();
        services.AddSingleton<RevocationNotice>();
        services.AddSingleton<AuditTrail>();
        services.AddSettings<EventStreamOptions>(EventStreamOptions.Section);
        services.AddSingleton<EventPages>();
        services.AddSingleton<EventFeeds>();
        return services.AddTencentRest().AddV1Rest();
    }

    /// <summary>Maps the routes.</summary>
    public static void MapGatewayRest(this IEndpointRouteBuilder routes)
    {
        routes.MapTencentRest();
        routes.MapV1Rest();
    }
}
