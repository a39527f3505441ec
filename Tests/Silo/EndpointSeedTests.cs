using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Silo.Apps;
using Xunit;

namespace PresenceCluster.Tests.Silo;

/// <summary>Configuration can give an app its webhook endpoints, and says every fault of them.</summary>
public sealed class EndpointSeedTests
{
    private const string Endpoint = "Apps:Seed:0:Endpoints:0:";

    [Fact]
    public void App_is_seeded_with_its_endpoints_and_its_spelling_of_HarmonyOS()
    {
        var settings = Read(
            ("Apps:Seed:0:HarmonyPlatformName", "Harmony"),
            (Endpoint + "Url", "http://10.1.2.3/callback"),
            (Endpoint + "Format", "Tencent"),
            (Endpoint + "Secrets:0", "token"),
            (Endpoint + "Events:0", "Login"),
            (Endpoint + "Events:1", "logout"),
            (Endpoint + "Timeout", "00:00:05"),
            (Endpoint + "Retry", "false"),
            ("Apps:Seed:0:Endpoints:1:Url", "https://a.example/"),
            ("Apps:Seed:0:Endpoints:1:Secrets:0", WebhookSecret.Encode(new byte[24])));

        Assert.Equal("Harmony", settings.HarmonyPlatformName);
        Assert.Equal(["seed-1", "seed-2"], settings.Endpoints.Select(endpoint => endpoint.Id));
        var (first, second) = (settings.Endpoints[0], settings.Endpoints[1]);
        Assert.Equal(
            ("http://10.1.2.3/callback", WebhookFormat.Tencent, TimeSpan.FromSeconds(5), false),
            (first.Url, first.Format, first.Timeout, first.Retry));
        Assert.Equal(["token"], first.Secrets.AsEnumerable());
        Assert.Equal([StatusAction.Login, StatusAction.Logout], first.Events.AsEnumerable());
        var plain = new WebhookEndpoint { Id = "seed-2", Url = "https://a.example/", Secrets = second.Secrets, Events = second.Events };
        Assert.Equal(plain, second);
        Assert.Empty(second.Events);
    }

    [Fact]
    public void App_without_endpoints_has_the_defaults()
    {
        var settings = Read();

        Assert.Empty(settings.Endpoints);
        Assert.Equal(new AppSettings().HarmonyPlatformName, settings.HarmonyPlatformName);
    }

    [Theory]
    [InlineData("Timeout", "2s", "Endpoints:0:Timeout")]
    [InlineData("Format", "Xml", "Endpoints:0:Format")]
    [InlineData("Events:0", "StateChange", "events must be kinds of events, each at most once: Login, Logout, Disconnect")]
    [InlineData("Url", "ftp://a.example/", "url must")]
    public void Wrong_value_of_an_endpoint_refuses_the_start_and_is_named(string setting, string value, string error)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Read(
            (Endpoint + "Url", "http://a.example/"),
            (Endpoint + "Secrets:0", WebhookSecret.Encode(new byte[24])),
            (Endpoint + setting, value)));

        Assert.Contains(error, Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    private static AppSettings Read(params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?> { ["Apps:Seed:0:Id"] = "7", ["Apps:Seed:0:SecretKeys:0"] = new string('k', 64) };
        foreach (var (key, value) in settings)
            all[key] = value;
        return Assert.Single(AppSeeds.Read(new ConfigurationBuilder().AddInMemoryCollection(all).Build())).ToSettings();
    }
}
