using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PresenceCluster.Storage.Settings;

/// <summary>How a section of the configuration becomes options, the same for all sections.</summary>
public static class SettingsHosting
{
    /// <summary>Binds a section. A value that cannot be read, or that an attribute or a validator refuses, stops the start.</summary>
    public static OptionsBuilder<TOptions> AddSettings<TOptions>(this IServiceCollection services, string section)
        where TOptions : class
        => services.AddOptions<TOptions>()
            .Configure<IConfiguration>((options, configuration) => Fill(options, configuration.GetSection(section)))
            .ValidateDataAnnotations()
            .ValidateOnStart();

    /// <summary>Reads a section before there are services. Validates nothing.</summary>
    /// <exception cref="OptionsValidationException">A value cannot be read.</exception>
    public static TOptions ReadSettings<TOptions>(this IConfiguration configuration, string section)
        where TOptions : class, new()
    {
        var options = new TOptions();
        Fill(options, configuration.GetSection(section));
        return options;
    }

    private static void Fill(object options, IConfigurationSection section)
    {
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException fault)
        {
            throw new OptionsValidationException(section.Path, options.GetType(), [fault.Message]);
        }
    }
}
