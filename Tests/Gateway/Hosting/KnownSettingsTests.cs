using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using PresenceCluster.Gateway.Hosting;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Hosting;

public sealed class KnownSettingsTests
{
    [Theory]
    [InlineData("Gateway:LoginTimeout")]
    [InlineData("gateway:http:PORT")]
    [InlineData("Gateway:WebSocketOrigins:0")]
    [InlineData("Gateway:TrustedProxies:0")]
    [InlineData("Apps:Seed:0:Endpoints:1:Events:2")]
    [InlineData("Apps:Seed:0:HarmonyPlatformName")]
    [InlineData("Apps:Seed:12:Jwt:Keys:3")]
    [InlineData("Apps:Seed:0:InstanceCaps:Web")]
    [InlineData("Apps:Seed:0:ClientStatus")]
    [InlineData("Users:Storage:BatchTimeout")]
    [InlineData("Delivery:PollPeriod")]
    public void Setting_of_any_role_is_accepted(string key) => Check((key, "1"));

    [Theory]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("Kestrel:Limits:MaxConcurrentConnections")]
    [InlineData("GATEWAY_PORT")]
    [InlineData("Cluster")]
    public void Key_outside_of_the_sections_is_not_judged(string key) => Check((key, "1"));

    [Theory]
    [InlineData("Gateway:LoginTimout")]
    [InlineData("Gateway:Http:Prot")]
    [InlineData("Gateway:Htp:Port")]
    [InlineData("Apps:Seeds:0:Id")]
    [InlineData("Apps:Seed:0:Timings:Web")]
    [InlineData("delivery:pollperiods")]
    public void Key_that_is_spelled_wrong_is_refused(string key) => AssertIsRefused(key, "1");

    [Theory]
    [InlineData("Gateway:WheelTick")]
    [InlineData("Gateway:Queries:OwnerTimeout")]
    [InlineData("Gateway:Tls:IsOn")]
    [InlineData("Delivery:QuickAttempts")]
    [InlineData("Users:Storage:WriteLanes")]
    public void Property_that_is_no_setting_is_refused(string key) => AssertIsRefused(key, "1");

    [Theory]
    [InlineData("Gateway:Http")]
    [InlineData("Gateway:WebSocketOrigins")]
    [InlineData("Gateway:LoginTimeout:0")]
    [InlineData("Apps:Seed:0")]
    [InlineData("Apps:Seed:Id")]
    [InlineData("Apps:Seed:0:SecretKeys:first")]
    public void Value_in_the_wrong_place_is_refused(string key) => AssertIsRefused(key, "1");

    [Theory]
    [InlineData("Gateway:WebSocketOrigins")]
    [InlineData("Apps:Seed")]
    [InlineData("Gateway:Tls:KeyPath")]
    public void Empty_list_and_empty_value_are_accepted(string key) => Check((key, ""));

    [Fact]
    public void Key_that_is_spelled_wrong_is_refused_without_a_value_too() => AssertIsRefused("Gateway:WebSocketOrigin", "");

    [Fact]
    public void Every_unknown_key_is_named_at_once()
    {
        var refusal = Assert.Throws<OptionsValidationException>(
            () => Check(("Storage:Mod", "Embedded"), ("Storage:Mode", "Embedded"), ("Audit:Retain", "1")));

        Assert.Equal(["Audit:Retain", "Storage:Mod"], refusal.Failures.Select(failure => failure.Split(' ')[0]));
    }

    private static void AssertIsRefused(string key, string value)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Check((key, value)));

        Assert.StartsWith($"{key} is not a setting", Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    private static void Check(params (string Key, string Value)[] settings)
        => KnownSettings.Check(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)))
            .Build());
}
