namespace PresenceCluster.Domain;

/// <summary>The part of an app's settings that decides a user's transitions.</summary>
public sealed record PresenceRules
{
    /// <summary>The rules of an app that is not configured: the seed's.</summary>
    public static PresenceRules Default { get; } = new();

    /// <summary>Which sessions a login pushes out. By default only the last login is online (seed, "multi-device login").</summary>
    public LoginPolicy LoginPolicy { get; init; } = new(LoginPolicyKind.Single, new InstanceCaps());

    /// <summary>How long a session stays PushOnline before it is Offline (seed: 7 days).</summary>
    public TimeSpan PushOnlineRetention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Whether a Mac is PushOnline after its app was killed. The seed says no; one public page says yes (contract §0.9).</summary>
    public bool MacKeepsPushOnline { get; init; }

    /// <summary>
    /// How far the clock of the credentials' signer may be behind ours. A credential issued up to this long before a revocation still logs
    /// in when it is newer than every credential that the user has logged in with (docs/adr/0012). Zero for an app's administrators: their
    /// credentials open REST too, and their state does not see that use.
    /// </summary>
    public TimeSpan SignerLagMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether a device of this platform stays reachable by push once its connection is gone (seed: Android, iOS, iPad only).</summary>
    public bool KeepsPushOnline(Platform platform)
        => platform.Kind == PlatformKind.Mobile || (platform == Platform.Mac && MacKeepsPushOnline);
}
