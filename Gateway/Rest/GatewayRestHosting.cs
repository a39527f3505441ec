using Microsoft.Extensions.DependencyInjection.Extensions;
using PresenceCluster.Gateway.Acts;
using PresenceCluster.Gateway.Auth;
using PresenceCluster.Gateway.Events;
using PresenceCluster.Gateway.Operators;
using PresenceCluster.Gateway.Queries;
using PresenceCluster.Gateway.Rest.Tencent;
using PresenceCluster.Gateway.Rest.V1;

namespace PresenceCluster.Gateway.Rest;

/// <summary>
/// Adds the REST APIs of a gateway to a host: the Tencent-compatible one under <c>/v4</c> and the native one under <c>/v1</c>.
/// </summary>
public static class GatewayRestHosting
{
    /// <summary>Adds the services of the REST APIs, including credentials and presence queries, which connections use too.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The host's whole configuration.</param>
    public static IServiceCollection AddGatewayRest(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddCredentials();
        services.AddOperators(configuration);
        services.TryAddSingleton<IPresenceQuery, PresenceQuery>();
        services.AddOptions<RestOptions>().Bind(configuration.GetSection(RestOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<ActClock>();
        services.AddSingleton<AdministratorRevocations>();
        services.AddSingleton<AuditTrail>();
        services.AddOptions<EventStreamOptions>().Bind(configuration.GetSection(EventStreamOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
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
