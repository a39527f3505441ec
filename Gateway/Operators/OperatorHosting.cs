using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace PresenceCluster.Gateway.Operators;

/// <summary>Adds the services for operators: passwords, tokens, and the first administrator.</summary>
internal static class OperatorHosting
{
    public static IServiceCollection AddOperators(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ConsoleOptions>().Bind(configuration.GetSection(ConsoleOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ConsoleOptions>, ConsoleOptionsValidator>());
        return services
            .AddSingleton<OperatorPasswords>()
            .AddSingleton<OperatorTokens>()
            .AddSingleton<ExternalTokens>()
            .AddSingleton<ExternalKeys>()
            .AddSingleton<SignInFailures>();
    }
}
