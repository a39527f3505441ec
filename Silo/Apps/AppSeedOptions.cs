using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;

namespace PresenceCluster.Silo.Apps;

/// <summary>
/// One app that is created at start-up unless it exists; configuration section <c>Apps:Seed</c>, a list. What was changed at run
/// time is never overwritten.
/// </summary>
public sealed class AppSeedOptions
{
    /// <summary>The configuration section, a list.</summary>
    public const string Section = "Apps:Seed";

    /// <summary>The app's number (SDKAppID).</summary>
    public uint Id { get; set; }

    /// <summary>A name for people.</summary>
    public string Name { get; set; } = "App";

    /// <summary>Standard or Ultimate.</summary>
    public Edition Edition { get; set; }

    /// <summary>The secret keys that UserSigs may be signed with.</summary>
    public List<string> SecretKeys { get; set; } = [];

    /// <summary>The user ids that may call the REST APIs.</summary>
    public List<string> Administrators { get; set; } = [];

    /// <summary>Single, Dual, Triple or Multi.</summary>
    public LoginPolicyKind LoginPolicy { get; set; } = PresenceRules.Default.LoginPolicy.Kind;

    /// <summary>How many devices each platform may have.</summary>
    public InstanceCaps InstanceCaps { get; set; } = new();

    /// <summary>Heartbeats, time-outs and retention.</summary>
    public AppTimings Timings { get; set; } = new();

    /// <summary>Whether a Mac is PushOnline after its app was killed.</summary>
    public bool MacKeepsPushOnline { get; set; }

    /// <summary>Whether clients may query the status of users over their connections. The REST APIs do not depend on it.</summary>
    public bool ClientStatus { get; set; }

    /// <summary>How JSON Web Tokens are accepted at login.</summary>
    public JwtSeedOptions? Jwt { get; set; }

    /// <summary>How HarmonyOS is spelled in the Tencent-compatible answers and callbacks.</summary>
    public string HarmonyPlatformName { get; set; } = new AppSettings().HarmonyPlatformName;

    /// <summary>Where status events are sent.</summary>
    public List<EndpointSeedOptions> Endpoints { get; set; } = [];

    internal AppSettings ToSettings() => new()
    {
        Name = Name,
        Edition = Edition,
        SecretKeys = [.. SecretKeys],
        Administrators = [.. Administrators],
        LoginPolicy = LoginPolicy,
        InstanceCaps = InstanceCaps,
        Timings = Timings,
        MacKeepsPushOnline = MacKeepsPushOnline,
        ClientStatus = ClientStatus,
        Jwt = Jwt is null ? null : new JwtSettings { Issuer = Jwt.Issuer, Audience = Jwt.Audience, Keys = [.. Jwt.Keys] },
        HarmonyPlatformName = HarmonyPlatformName,
        Endpoints = [.. Endpoints.Select((endpoint, index) => endpoint.ToEndpoint(index + 1))],
    };
}

/// <summary>An app's JSON Web Tokens, as configuration writes them.</summary>
public sealed class JwtSeedOptions
{
    /// <summary>The required claim <c>iss</c> of a JSON Web Token at login.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>The required claim <c>aud</c> of a JSON Web Token at login.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The keys that JSON Web Tokens may be signed with: PEM public keys, or base64 of HMAC keys.</summary>
    public List<string> Keys { get; set; } = [];
}
