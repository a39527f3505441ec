using System.Collections.Immutable;
using System.Globalization;
using PresenceCluster.AdminConsole.Language;
using PresenceCluster.AdminConsole.Parts;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Domain.Webhooks;

namespace PresenceCluster.AdminConsole.Policy;

/// <summary>One setting that differs between two versions of an app's settings.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Detail">The platform of a cap.</param>
/// <param name="Before">Its value in the first version; of a list, the items that only the first has.</param>
/// <param name="After">Its value in the second version; of a list, the items that only the second has.</param>
public sealed record SettingsDifference(Phrase Label, string? Detail, Phrase Before, Phrase After)
{
    private static readonly Phrase Nothing = Phrase.Name("–");

    /// <summary>All differences, in the order in which the pages show them.</summary>
    public static ImmutableArray<SettingsDifference> Between(AppSettings before, AppSettings after)
    {
        var all = ImmutableArray.CreateBuilder<SettingsDifference>();
        Add(PolicyWords.Name, Phrase.Name(before.Name), Phrase.Name(after.Name));
        Add(PolicyWords.Edition, Show(before.Edition), Show(after.Edition));
        Add(PolicyWords.Policy, PolicyWords.Of(before.LoginPolicy), PolicyWords.Of(after.LoginPolicy));
        foreach (var platform in Platforms.Capped)
            Add(PolicyWords.Cap, Show(before.InstanceCaps.For(platform)), Show(after.InstanceCaps.For(platform)), platform.Name);
        foreach (var timing in Timing.All)
            Add(timing.Label, Timing.Text(timing.Read(before.Timings)), Timing.Text(timing.Read(after.Timings)));
        Add(PolicyWords.MacPush, Show(before.MacKeepsPushOnline), Show(after.MacKeepsPushOnline));
        Add(PolicyWords.ClientStatus, Show(before.ClientStatus), Show(after.ClientStatus));
        Add(PolicyWords.Harmony, Phrase.Name(before.HarmonyPlatformName), Phrase.Name(after.HarmonyPlatformName));
        AddLists(PolicyWords.Administrators, before.Administrators, after.Administrators);
        AddLists(PolicyWords.SecretKeys, before.SecretKeys, after.SecretKeys);
        Add(PolicyWords.Jwt, Join(before.Jwt is null ? [] : [before.Jwt.Issuer]), Join(after.Jwt is null ? [] : [after.Jwt.Issuer]));
        AddLists(PolicyWords.Endpoints, Addresses(before.Endpoints), Addresses(after.Endpoints));
        return all.ToImmutable();

        void Add(Phrase label, Phrase one, Phrase other, string? detail = null)
        {
            if (one != other)
                all.Add(new SettingsDifference(label, detail, one, other));
        }

        // Items in both lists are left out, unless only their order differs.
        void AddLists(Phrase label, ImmutableArray<string> one, ImmutableArray<string> other)
        {
            (one, other) = (one.IsDefault ? [] : one, other.IsDefault ? [] : other);
            var isReordered = !one.SequenceEqual(other) && one.Order().SequenceEqual(other.Order());
            Add(label, Join(isReordered ? one : [.. one.Except(other)]), Join(isReordered ? other : [.. other.Except(one)]));
        }
    }

    /// <summary>The name of the setting, including the platform of a cap.</summary>
    public string Title(TongueKind tongue) => Detail is null ? Label.In(tongue) : $"{Label.In(tongue)} {Detail}";

    private static ImmutableArray<string> Addresses(ImmutableArray<WebhookEndpoint> endpoints)
        => endpoints.IsDefault ? [] : [.. endpoints.Select(endpoint => endpoint.Enabled ? endpoint.Url : $"({endpoint.Url})")];

    private static Phrase Join(ImmutableArray<string> texts) => texts.IsEmpty ? Nothing : Phrase.Name(string.Join(", ", texts));

    private static Phrase Show(bool isOn) => isOn ? PartWords.On : PartWords.Off;

    private static Phrase Show<T>(T value) => Phrase.Name(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
}
