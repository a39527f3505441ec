using System.Collections.Immutable;
using System.Globalization;
using PresenceCluster.AdminConsole.Language;
using PresenceCluster.Domain;

namespace PresenceCluster.AdminConsole.Policy;

/// <summary>One setting that differs between two versions of an app's settings.</summary>
/// <param name="Label">What it is called; null for a platform's cap, which goes by the platform's name.</param>
/// <param name="Detail">The platform of a cap.</param>
/// <param name="Before">Its value in the one.</param>
/// <param name="After">Its value in the other.</param>
public sealed record SettingsDifference(Phrase Label, string? Detail, string Before, string After)
{
    /// <summary>Everything that differs, in the order in which the pages show it.</summary>
    public static ImmutableArray<SettingsDifference> Between(AppSettings before, AppSettings after)
    {
        var all = ImmutableArray.CreateBuilder<SettingsDifference>();
        Add(PolicyWords.Name, before.Name, after.Name);
        Add(PolicyWords.Edition, before.Edition, after.Edition);
        Add(PolicyWords.Policy, before.LoginPolicy, after.LoginPolicy);
        foreach (var platform in Platforms.Capped)
            Add(PolicyWords.Cap, before.InstanceCaps.For(platform), after.InstanceCaps.For(platform), platform.Name);
        foreach (var timing in Timing.All)
            Add(timing.Label, Timing.Text(timing.Read(before.Timings)), Timing.Text(timing.Read(after.Timings)));
        Add(PolicyWords.MacPush, before.MacKeepsPushOnline, after.MacKeepsPushOnline);
        Add(PolicyWords.Harmony, before.HarmonyPlatformName, after.HarmonyPlatformName);
        Add(PolicyWords.Administrators, Join(before.Administrators), Join(after.Administrators));
        Add(PolicyWords.SecretKeys, Join(before.SecretKeys), Join(after.SecretKeys));
        Add(PolicyWords.Jwt, before.Jwt?.Issuer ?? "–", after.Jwt?.Issuer ?? "–");
        Add(PolicyWords.Endpoints, Join(before.Endpoints), Join(after.Endpoints));
        return all.ToImmutable();

        void Add<T>(Phrase label, T one, T other, string? detail = null)
        {
            if (!EqualityComparer<T>.Default.Equals(one, other))
                all.Add(new SettingsDifference(label, detail, Show(one), Show(other)));
        }
    }

    private static string Join(ImmutableArray<string> texts) => texts.IsDefaultOrEmpty ? "–" : string.Join(", ", texts);

    private static string Join(ImmutableArray<WebhookEndpoint> endpoints)
        => Join(endpoints.IsDefaultOrEmpty ? [] : [.. endpoints.Select(endpoint => endpoint.Enabled ? endpoint.Url : $"({endpoint.Url})")]);

    private static string Show<T>(T value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
