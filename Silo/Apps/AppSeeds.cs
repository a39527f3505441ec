using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain.Settings;

namespace PresenceCluster.Silo.Apps;

/// <summary>Reads the apps that the configuration names, and refuses a wrong list with all errors at once.</summary>
internal static class AppSeeds
{
    public const string SectionName = "Apps:Seed";

    /// <exception cref="OptionsValidationException">The section is wrong; every error is a sentence.</exception>
    public static ImmutableArray<AppSeedOptions> Read(IConfiguration configuration)
    {
        List<string> errors = [];
        List<AppSeedOptions> seeds = [];
        foreach (var section in configuration.GetSection(SectionName).GetChildren())
        {
            try
            {
                seeds.Add(section.Get<AppSeedOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new AppSeedOptions());
            }
            catch (InvalidOperationException fault)
            {
                errors.Add($"{section.Path}: {fault.Message}");
            }
        }

        foreach (var seed in seeds)
        {
            if (seed.Id == 0)
                errors.Add($"{SectionName}: every app needs an Id from 1 to {uint.MaxValue}.");
            errors.AddRange(AppSettingsRules.Check(seed.ToSettings()).Select(error => $"{SectionName}: app {seed.Id}: {error}"));
        }

        errors.AddRange(seeds
            .CountBy(seed => seed.Id)
            .Where(count => count.Value > 1)
            .Select(count => $"{SectionName}: app {count.Key} is there more than once."));
        return errors.Count == 0 ? [.. seeds] : throw new OptionsValidationException(SectionName, typeof(AppSeedOptions), errors);
    }
}
