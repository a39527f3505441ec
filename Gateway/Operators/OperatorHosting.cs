using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using PresenceCluster.Storage.Settings;

namespace PresenceCluster.Gateway.Operators;

/// <summary>Adds the services for operators: passwords, tokens, and the first administrator.</summary>
internal static class OperatorHosting
{
    public static IServiceCollection AddOperators(this IServiceCollection services)
    {
        services.AddSettings<ConsoleOptions>(ConsoleOptions.Section);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ConsoleOptions>, ConsoleOptionsValidator>());
        return services
            .AddSingleton<OperatorPasswords>()
            .AddSingleton<OperatorTokens>()
            .AddSingleton<ExternalTokens>()
            .AddSingleton<ExternalKeys>()
            .AddSingleton<SignInFailures>();
    }
}
