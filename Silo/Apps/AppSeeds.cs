using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Storage.Settings;

namespace PresenceCluster.Silo.Apps;

/// <summary>Reads the apps that the configuration names, and refuses a wrong list with all errors at once.</summary>
internal static class AppSeeds
{
    /// <exception cref="OptionsValidationException">The section is wrong; every error is a sentence.</exception>
    public static ImmutableArray<AppSeedOptions> Read(IConfiguration configuration)
    {
        List<string> errors = [];
        List<AppSeedOptions> seeds = [];
        foreach (var section in configuration.GetSection(AppSeedOptions.Section).GetChildren())
        {
            try
            {
                seeds.Add(ReadSeed(configuration, section));
            }
            catch (OptionsValidationException wrong)
            {
                errors.AddRange(wrong.Failures);
            }
        }

        foreach (var seed in seeds)
        {
            if (seed.Id == 0)
                errors.Add($"{AppSeedOptions.Section}: every app needs an Id from 1 to {uint.MaxValue}.");
            errors.AddRange(AppSettingsRules.Check(seed.ToSettings()).Select(error => $"{AppSeedOptions.Section}: app {seed.Id}: {error}"));
        }

        errors.AddRange(seeds
            .CountBy(seed => seed.Id)
            .Where(count => count.Value > 1)
            .Select(count => $"{AppSeedOptions.Section}: app {count.Key} is there more than once."));
        return errors.Count == 0
            ? [.. seeds]
            : throw new OptionsValidationException(AppSeedOptions.Section, typeof(AppSeedOptions), errors);
    }

    private static AppSeedOptions ReadSeed(IConfiguration configuration, IConfigurationSection section)
    {
        var seed = configuration.ReadSettings<AppSeedOptions>(section.Path);
        // An element of a list that cannot be read is left out without a word. So each endpoint is read by itself.
        seed.Endpoints =
        [
            .. section.GetSection(nameof(AppSeedOptions.Endpoints)).GetChildren()
                .Select(endpoint => configuration.ReadSettings<EndpointSeedOptions>(endpoint.Path)),
        ];
        return seed;
    }
}
