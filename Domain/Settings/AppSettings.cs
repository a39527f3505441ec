using System.Collections.Immutable;
using PresenceCluster.Domain.Webhooks;

namespace PresenceCluster.Domain.Settings;

/// <summary>
/// Everything that an operator may set for one app. The defaults are the seed's values where it names them and docs/adr/0003 does not
/// differ. The JSON form of the settings is what <c>/v1</c> shows and takes, what is stored, and what travels between processes.
/// </summary>
public sealed record AppSettings
{
    /// <summary>A name for people; 1 to 64 characters.</summary>
    public string Name { get; init; } = "App";

    /// <summary>Which caps may be set.</summary>
    public Edition Edition { get; init; } = Edition.Standard;

    /// <summary>
    /// The secret keys that UserSigs may be signed with, newest first; at least one, at most 4. Two during a rotation.
    /// </summary>
    public ImmutableArray<string> SecretKeys { get; init; } = [];

    /// <summary>User ids that may call the REST APIs (contract §4); at most 32.</summary>
    public ImmutableArray<string> Administrators { get; init; } = [];

    /// <summary>How JSON Web Tokens are accepted at login beside UserSigs; null when they are not.</summary>
    public JwtSettings? Jwt { get; init; }

    /// <summary>Which platforms exclude each other. By default all do, so that only the device that logged in last is online.</summary>
    public LoginPolicyKind LoginPolicy { get; init; } = PresenceRules.Default.LoginPolicy.Kind;

    /// <summary>How many devices each platform may have.</summary>
    public InstanceCaps InstanceCaps { get; init; } = new();

    /// <summary>Heartbeats, time-outs and retention.</summary>
    public AppTimings Timings { get; init; } = new();

    /// <summary>Whether a Mac is PushOnline after its app was killed (contract §0.9; the seed says no).</summary>
    public bool MacKeepsPushOnline { get; init; }

    /// <summary>
    /// Whether clients may query the status of users over their connections (contract §7). The REST APIs do not depend on it.
    /// </summary>
    public bool ClientStatus { get; init; }

    /// <summary>How HarmonyOS is spelled in the Tencent-compatible answers; no source states it (contract §1).</summary>
    public string HarmonyPlatformName { get; init; } = "HarmonyOS";

    /// <summary>
    /// Where status events are sent; at most <see cref="WebhookEndpoint.PerAppMax"/>. They have routes of their own: a change of the
    /// settings as a whole leaves them as they are.
    /// </summary>
    public ImmutableArray<WebhookEndpoint> Endpoints { get; init; } = [];

    /// <summary>The part of the settings that decides transitions.</summary>
    public PresenceRules ToRules() => new()
    {
        LoginPolicy = new LoginPolicy(LoginPolicy, InstanceCaps),
        PushOnlineRetention = Timings.PushOnlineRetention,
        MacKeepsPushOnline = MacKeepsPushOnline,
    };
}
