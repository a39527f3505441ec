using System.Collections.Immutable;
using System.Security.Cryptography;
using PresenceCluster.Domain.Webhooks;

namespace PresenceCluster.Domain.Settings;

/// <summary>The rules for an app's settings. One place for the admin grain, the configuration at start-up and the console.</summary>
public static class AppSettingsRules
{
    /// <summary>The shortest and the longest duration that any timing may have.</summary>
    public static readonly (TimeSpan Min, TimeSpan Max) Durations = (TimeSpan.FromSeconds(1), TimeSpan.FromDays(365));

    private const int NameCharsMax = 64;
    private const int SecretKeysMax = 4;
    private const int SecretKeyCharsMin = 16;
    private const int SecretKeyCharsMax = 256;
    private const int AdministratorsMax = 32;
    private const int HmacKeyBytesMin = 32;
    private const int JwtKeyCharsMax = 8192;

    /// <summary>Every fault of the settings, each a sentence that starts with the name of the field; empty when there is none.</summary>
    public static ImmutableArray<string> Check(AppSettings settings)
    {
        List<string> errors = [];
        if (settings.Name is not { Length: > 0 and <= NameCharsMax })
            errors.Add($"name must have 1 to {NameCharsMax} characters.");
        CheckKeys(settings, errors);
        CheckAdministrators(settings, errors);
        CheckJwt(settings.Jwt, errors);
        CheckPolicy(settings, errors);
        CheckTimings(settings.Timings, errors);
        if (settings.HarmonyPlatformName is not { Length: > 0 and <= 32 })
            errors.Add("harmonyPlatformName must have 1 to 32 characters.");
        WebhookEndpointRules.Check(settings.Endpoints, errors);
        return [.. errors];
    }

    private static void CheckKeys(AppSettings settings, List<string> errors)
    {
        if (settings.SecretKeys is not { IsDefault: false, Length: > 0 and <= SecretKeysMax } keys)
            errors.Add($"secretKeys must hold 1 to {SecretKeysMax} keys.");
        else if (keys.Any(key => key is not { Length: >= SecretKeyCharsMin and <= SecretKeyCharsMax }))
            errors.Add($"secretKeys must each have {SecretKeyCharsMin} to {SecretKeyCharsMax} characters.");
    }

    private static void CheckAdministrators(AppSettings settings, List<string> errors)
    {
        if (settings.Administrators is not { IsDefault: false, Length: <= AdministratorsMax } administrators)
            errors.Add($"administrators must hold at most {AdministratorsMax} user ids.");
        else if (!administrators.All(UserKey.IsValidUserId))
            errors.Add($"administrators must be user ids: 1 to {UserKey.UserIdBytesMax} bytes of printable ASCII.");
    }

    private static void CheckJwt(JwtSettings? jwt, List<string> errors)
    {
        if (jwt is null)
            return;
        if (string.IsNullOrWhiteSpace(jwt.Issuer))
            errors.Add("jwt.issuer must not be empty.");
        if (string.IsNullOrWhiteSpace(jwt.Audience))
            errors.Add("jwt.audience must not be empty.");
        if (jwt.Keys is not { IsDefault: false, Length: > 0 and <= SecretKeysMax })
            errors.Add($"jwt.keys must hold 1 to {SecretKeysMax} keys.");
        else if (!jwt.Keys.All(IsVerificationKey))
            errors.Add($"jwt.keys must each be a PEM public key, or base64 of at least {HmacKeyBytesMin} bytes; at most {JwtKeyCharsMax} characters.");
    }

    private static bool IsVerificationKey(string? key)
    {
        if (key is not { Length: > 0 and <= JwtKeyCharsMax })
            return false;
        if (PemEncoding.TryFind(key, out var fields))
            return key.AsSpan()[fields.Label].EndsWith("PUBLIC KEY", StringComparison.Ordinal);
        return Convert.TryFromBase64String(key, new byte[key.Length], out var bytesWritten) && bytesWritten >= HmacKeyBytesMin;
    }

    private static void CheckPolicy(AppSettings settings, List<string> errors)
    {
        if (!Enum.IsDefined(settings.Edition))
            errors.Add("edition must be Standard or Ultimate.");
        if (!Enum.IsDefined(settings.LoginPolicy))
            errors.Add("loginPolicy must be Single, Dual, Triple or Multi.");
        foreach (var platform in Platforms.Capped)
        {
            var cap = settings.InstanceCaps.For(platform);
            var max = platform == Platform.Web ? InstanceCaps.WebCapMax : InstanceCaps.NativeCapMax;
            if (cap < 1 || cap > max)
                errors.Add($"instanceCaps: {platform.Name} must be 1 to {max}, but is {cap}.");
            else if (cap > 1 && platform != Platform.Web && settings.Edition != Edition.Ultimate)
                errors.Add($"instanceCaps: {platform.Name} may be above 1 only in the Ultimate edition.");
        }
    }

    private static void CheckTimings(AppTimings timings, List<string> errors)
    {
        CheckDuration("nativeHeartbeatInterval", timings.NativeHeartbeatInterval, errors);
        CheckDuration("nativeHeartbeatTimeout", timings.NativeHeartbeatTimeout, errors);
        CheckDuration("webHeartbeatInterval", timings.WebHeartbeatInterval, errors);
        CheckDuration("webHeartbeatTimeout", timings.WebHeartbeatTimeout, errors);
        CheckDuration("pushOnlineRetention", timings.PushOnlineRetention, errors);
        if (timings.EventRetention < TimeSpan.Zero || timings.EventRetention > Durations.Max)
            errors.Add($"timings.eventRetention must be 0 to {Durations.Max:c}, but is {timings.EventRetention:c}.");
        if (timings.NativeHeartbeatInterval >= timings.NativeHeartbeatTimeout)
            errors.Add("timings.nativeHeartbeatInterval must be shorter than timings.nativeHeartbeatTimeout.");
        if (timings.WebHeartbeatInterval >= timings.WebHeartbeatTimeout)
            errors.Add("timings.webHeartbeatInterval must be shorter than timings.webHeartbeatTimeout.");
    }

    private static void CheckDuration(string name, TimeSpan duration, List<string> errors)
    {
        if (duration < Durations.Min || duration > Durations.Max)
            errors.Add($"timings.{name} must be {Durations.Min:c} to {Durations.Max:c}, but is {duration:c}.");
    }
}
