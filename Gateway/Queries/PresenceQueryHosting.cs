using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PresenceCluster.Gateway.Queries;

/// <summary>Adds the services that ask the owners of users.</summary>
internal static class PresenceQueryHosting
{
    /// <summary>The configuration section of <see cref="PresenceQueryOptions"/>.</summary>
    public const string Section = "Gateway:Queries";

    /// <summary>Adds <see cref="IPresenceQuery"/>. May be called more than once.</summary>
    public static IServiceCollection AddPresenceQuery(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PresenceQueryOptions>().Bind(configuration.GetSection(Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<IPresenceQuery, PresenceQuery>();
        return services;
    }
}
