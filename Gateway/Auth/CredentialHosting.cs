using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PresenceCluster.Gateway.Auth;

/// <summary>Adds the services that verify credentials.</summary>
internal static class CredentialHosting
{
    /// <summary>Adds <see cref="ICredentialVerifier"/>. May be called more than once.</summary>
    public static IServiceCollection AddCredentials(this IServiceCollection services)
    {
        services.TryAddSingleton<ICredentialVerifier, CredentialVerifier>();
        return services;
    }
}
