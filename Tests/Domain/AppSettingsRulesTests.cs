using System.Security.Cryptography;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using Xunit;

namespace PresenceCluster.Tests.Domain;

public sealed class AppSettingsRulesTests
{
    private static readonly AppSettings Good = new() { SecretKeys = [new string('k', 64)] };
    private static readonly JwtSettings GoodJwt = new() { Issuer = "i", Audience = "a", Keys = [Convert.ToBase64String(new byte[32])] };

    public static TheoryData<string, AppSettings> BrokenRules() => new()
    {
        { "name must", Good with { Name = "" } },
        { "name must", Good with { Name = new string('n', 65) } },
        { "secretKeys must hold", Good with { SecretKeys = [] } },
        { "secretKeys must hold", Good with { SecretKeys = default } },
        { "secretKeys must hold", Good with { SecretKeys = [.. Enumerable.Repeat(new string('k', 64), 5)] } },
        { "secretKeys must each", Good with { SecretKeys = [new string('k', 15)] } },
        { "secretKeys must each", Good with { SecretKeys = [new string('k', 257)] } },
        { "administrators must hold", Good with { Administrators = default } },
        { "administrators must hold", Good with { Administrators = [.. Enumerable.Range(0, 33).Select(number => $"admin{number}")] } },
        { "administrators must be", Good with { Administrators = ["admin", "line\nfeed"] } },
        { "jwt.issuer must", Good with { Jwt = GoodJwt with { Issuer = " " } } },
        { "jwt.audience must", Good with { Jwt = GoodJwt with { Audience = "" } } },
        { "jwt.keys must hold", Good with { Jwt = GoodJwt with { Keys = [] } } },
        { "jwt.keys must hold", Good with { Jwt = GoodJwt with { Keys = default } } },
        { "jwt.keys must each", Good with { Jwt = GoodJwt with { Keys = [""] } } },
        { "jwt.keys must each", Good with { Jwt = GoodJwt with { Keys = ["neither base64 nor PEM"] } } },
        { "jwt.keys must each", Good with { Jwt = GoodJwt with { Keys = [Convert.ToBase64String(new byte[31])] } } },
        { "jwt.keys must each", Good with { Jwt = GoodJwt with { Keys = [PrivateKeyPem()] } } },
        { "edition must", Good with { Edition = (Edition)7 } },
        { "loginPolicy must", Good with { LoginPolicy = 0 } },
        { "instanceCaps: Android must be 1 to 3, but is 0.", Good with { InstanceCaps = new InstanceCaps { Android = 0 } } },
        { "instanceCaps: iPad must be 1 to 3, but is 4.", Good with { Edition = Edition.Ultimate, InstanceCaps = new InstanceCaps { IPad = 4 } } },
        { "instanceCaps: Web must be 1 to 10, but is 11.", Good with { InstanceCaps = new InstanceCaps { Web = 11 } } },
        { "instanceCaps: Mac may be above 1 only", Good with { InstanceCaps = new InstanceCaps { Mac = 2 } } },
        { "timings.webHeartbeatInterval must be 00:00:01", WithTimings(new() { WebHeartbeatInterval = TimeSpan.Zero }) },
        { "timings.nativeHeartbeatTimeout must be 00:00:01", WithTimings(new() { NativeHeartbeatTimeout = TimeSpan.FromDays(366) }) },
        { "timings.pushOnlineRetention must be", WithTimings(new() { PushOnlineRetention = TimeSpan.FromMilliseconds(999) }) },
        { "timings.nativeHeartbeatInterval must be shorter", WithTimings(new() { NativeHeartbeatInterval = TimeSpan.FromSeconds(400) }) },
        { "timings.webHeartbeatInterval must be shorter", WithTimings(new() { WebHeartbeatInterval = TimeSpan.FromSeconds(60) }) },
        { "harmonyPlatformName must", Good with { HarmonyPlatformName = "" } },
    };

    [Theory]
    [MemberData(nameof(BrokenRules), DisableDiscoveryEnumeration = true)]
    public void Broken_rule_is_the_one_error(string expected, AppSettings settings)
        => Assert.StartsWith(expected, Assert.Single(AppSettingsRules.Check(settings)), StringComparison.Ordinal);

    [Fact]
    public void Defaults_with_one_key_are_accepted()
        => Assert.Empty(AppSettingsRules.Check(Good));

    [Fact]
    public void Limits_themselves_are_accepted()
    {
        var settings = Good with
        {
            Name = new string('n', 64),
            Edition = Edition.Ultimate,
            SecretKeys = [.. Enumerable.Repeat(new string('k', 16), 4)],
            Administrators = [.. Enumerable.Range(0, 32).Select(number => $"admin{number}")],
            InstanceCaps = InstanceCaps.Same(3) with { Web = 10 },
            Jwt = GoodJwt with { Keys = [PublicKeyPem(), .. GoodJwt.Keys] },
        };

        Assert.Empty(AppSettingsRules.Check(settings));
    }

    [Fact]
    public void Web_cap_may_be_raised_in_every_edition()
        => Assert.Empty(AppSettingsRules.Check(Good with { InstanceCaps = new InstanceCaps { Web = 10 } }));

    [Fact]
    public void Everything_wrong_is_told_at_once()
    {
        var settings = new AppSettings
        {
            Name = "",
            Administrators = [""],
            Jwt = new JwtSettings(),
            LoginPolicy = 0,
            InstanceCaps = InstanceCaps.Same(2) with { Web = 0 },
            Timings = new AppTimings { PushOnlineRetention = TimeSpan.Zero },
            HarmonyPlatformName = "",
        };

        // name, keys, administrators, three of JWT, policy, eight caps, retention, HarmonyOS.
        Assert.Equal(17, AppSettingsRules.Check(settings).Distinct().Count());
    }

    [Fact]
    public void Defaults_are_the_seeds_numbers()
    {
        var rules = Good.ToRules();

        Assert.Equal(TimeSpan.FromSeconds(120), Good.Timings.HeartbeatInterval(Platform.Android));
        Assert.Equal(TimeSpan.FromSeconds(400), Good.Timings.HeartbeatTimeout(Platform.Linux));
        Assert.Equal(TimeSpan.FromSeconds(60), Good.Timings.HeartbeatTimeout(Platform.Web));
        Assert.Equal(TimeSpan.FromSeconds(60), Good.Timings.HeartbeatTimeout(Platform.MiniProgram));
        Assert.Equal(TimeSpan.FromDays(7), rules.PushOnlineRetention);
        Assert.Equal(LoginPolicyKind.Single, rules.LoginPolicy.Kind);
        Assert.All(Platforms.All, platform => Assert.Equal(1, rules.LoginPolicy.Caps.For(platform)));
        Assert.False(rules.MacKeepsPushOnline);
        Assert.False(Good.ClientStatus);
    }

    private static AppSettings WithTimings(AppTimings timings) => Good with { Timings = timings };

    private static string PublicKeyPem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportSubjectPublicKeyInfoPem();
    }

    private static string PrivateKeyPem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
