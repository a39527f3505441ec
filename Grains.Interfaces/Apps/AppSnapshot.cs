using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;

namespace PresenceCluster.Grains.Interfaces.Apps;

/// <summary>An app's settings at one version: immutable, swapped whole.</summary>
/// <param name="App">The app.</param>
/// <param name="Version">1 for the first, one more with every change; the ETag of <c>/v1</c>.</param>
/// <param name="Settings">The settings.</param>
[GenerateSerializer, Immutable, Alias("presence.app-snapshot")]
public sealed record AppSnapshot([property: Id(0)] AppId App, [property: Id(1)] long Version, [property: Id(2)] AppSettings Settings)
{
    /// <summary>The part that decides transitions, computed once per snapshot.</summary>
    public PresenceRules Rules => field ??= Settings.ToRules();

    /// <summary>The rules for the transitions of one user. The credentials of an administrator are revoked without a tolerance.</summary>
    public PresenceRules RulesFor(string userId) => Settings.Administrators.Contains(userId) ? AdministratorRules : Rules;

    private PresenceRules AdministratorRules => field ??= Rules with { SignerLagMax = TimeSpan.Zero };
}
