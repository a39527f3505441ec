using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Domain.Webhooks;
using Xunit;

namespace PresenceCluster.Tests.Domain;

public sealed class WebhookEndpointRulesTests
{
    private static readonly WebhookEndpoint Native = new()
    {
        Id = "e1",
        Url = "https://a.example/hook",
        Secrets = [WebhookSecret.Encode(new byte[24])],
    };

    private static readonly WebhookEndpoint Tencent = new() { Id = "e2", Url = "http://a.example:8080/?k=v", Format = WebhookFormat.Tencent };

    public static TheoryData<string, WebhookEndpoint> BrokenRules() => new()
    {
        { "id must", Native with { Id = "" } },
        { "id must", Native with { Id = new string('e', 33) } },
        { "id must", Native with { Id = "E1" } },
        { "id must", Native with { Id = "e/1" } },
        { "url must", Native with { Url = "" } },
        { "url must", Native with { Url = "/hook" } },
        { "url must", Native with { Url = "ftp://a.example/" } },
        { "url must", Native with { Url = "https://user:secret@a.example/" } },
        { "url must", Native with { Url = "https://a.example/#part" } },
        { "url must", Native with { Url = "https://a.example/a b" } },
        { "url must", Native with { Url = "https://a.example/\r\nX: y" } },
        { "url must", Native with { Url = "https://a.example/" + new string('x', 1024) } },
        { "format must", Native with { Format = 0 } },
        { "secrets must hold 1 to 2", Native with { Secrets = [] } },
        { "secrets must hold 1 to 2", Native with { Secrets = default } },
        { "secrets must hold 1 to 2", Native with { Secrets = [Native.Secrets[0], Native.Secrets[0], Native.Secrets[0]] } },
        { "secrets must hold 1 to 2", Native with { Secrets = ["token"] } },
        { "secrets must hold 1 to 2", Native with { Secrets = ["whsec_not base64"] } },
        { "secrets must hold 1 to 2", Native with { Secrets = [null!] } },
        { "secrets must hold 1 to 2", Native with { Secrets = [WebhookSecret.Encode(new byte[23])] } },
        { "secrets must hold 1 to 2", Native with { Secrets = [WebhookSecret.Encode(new byte[65])] } },
        { "secrets must hold at most one token", Tencent with { Secrets = ["a", "b"] } },
        { "secrets must hold at most one token", Tencent with { Secrets = [""] } },
        { "secrets must hold at most one token", Tencent with { Secrets = [new string('t', 129)] } },
        { "events must", Native with { Events = default } },
        { "events must", Native with { Events = [(StatusAction)99] } },
        { "events must", Native with { Events = [StatusAction.Login, StatusAction.Login] } },
        { "batchMax must be 1 to 100, but is 0.", Native with { BatchMax = 0 } },
        { "batchMax must be 1 to 100, but is 101.", Native with { BatchMax = 101 } },
        { "secrets must not begin with ****", Tencent with { Secrets = ["****ab12"] } },
        { "batchMax must be 1 in the Tencent format, but is 2.", Tencent with { BatchMax = 2 } },
        { "concurrency must be 1 to 256, but is 0.", Native with { Concurrency = 0 } },
        { "timeout must be 00:00:00.1000000 to 00:01:00", Native with { Timeout = TimeSpan.Zero } },
        { "closedGrace must be 00:00:00 to 00:10:00", Native with { ClosedGrace = TimeSpan.FromTicks(-1) } },
        { "gatewayLostGrace must", Native with { GatewayLostGrace = TimeSpan.FromHours(1) } },
        { "maxAge must be 00:01:00 to 30.00:00:00", Native with { MaxAge = TimeSpan.Zero } },
    };

    [Theory]
    [MemberData(nameof(BrokenRules), DisableDiscoveryEnumeration = true)]
    public void Broken_rule_is_the_one_error_and_names_the_endpoint(string expected, WebhookEndpoint endpoint)
        => Assert.StartsWith($"endpoints: {endpoint.Id}: {expected}", Assert.Single(Check(endpoint)), StringComparison.Ordinal);

    [Fact]
    public void Endpoints_of_both_formats_are_accepted()
        => Assert.Empty(Check(
            Native with { Secrets = [WebhookSecret.Encode(new byte[64]), Native.Secrets[0]], BatchMax = 100, Events = [StatusAction.Login] },
            Tencent,
            Tencent with { Id = "e3", Secrets = [new string('t', 128)] },
            Tencent with { Id = "e4", Url = "http://[2001:db8::1]:81/" }));

    [Fact]
    public void Endpoints_are_bounded_and_have_ids_of_their_own()
    {
        var many = Enumerable.Range(0, WebhookEndpoint.PerAppMax + 1).Select(number => Native with { Id = $"e{number}" }).ToArray();

        Assert.Empty(Check(many[1..]));
        Assert.Equal(["endpoints must hold at most 8 endpoints."], Check(many));
        Assert.Equal(["endpoints: e1 is there more than once."], Check(Native, Native));
        Assert.Equal(["endpoints must not hold null."], Check([null!]));
    }

    [Theory]
    [InlineData(StatusAction.Login, true)]
    [InlineData(StatusAction.Logout, false)]
    public void Filter_lets_through_what_it_names(StatusAction action, bool wanted)
    {
        Assert.Equal(wanted, (Native with { Events = [StatusAction.Login] }).Wants(action));
        Assert.True(Native.Wants(action));
    }

    private static IEnumerable<string> Check(params WebhookEndpoint[] endpoints)
        => AppSettingsRules.Check(new AppSettings { SecretKeys = [new string('k', 64)], Endpoints = [.. endpoints] });
}
