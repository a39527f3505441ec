using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Delivery.Formats;
using Xunit;

namespace PresenceCluster.Tests.Delivery.Formats;

public sealed class TencentUrlTests
{
    private const string Parameters = "SdkAppid=1400000000&CallbackCommand=State.StateChange&contenttype=json&ClientIP=203.0.113.7&OptPlatform=IOS";
    private static readonly AppId App = new(1400000000);
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1669872112).AddMilliseconds(900);

    [Theory]
    [InlineData("xxxxyyyy", "17773bc39a671d7b9aa835458704d2a6db81360a5940292b587d6d760d484061")]
    [InlineData("123456A", "fb1561b2e2daf6e98d4fcaf7a26d1ed02608f9f9669721f7ead1ff0f7b4f32ca")]
    public void Sign_is_that_of_the_documentation(string token, string sign)
        => Assert.Equal(sign, TencentUrl.Sign(token, "1669872112"));

    [Theory]
    [InlineData("http://a.example/callback", "http://a.example/callback?")]
    [InlineData("http://a.example", "http://a.example/?")]
    [InlineData("https://a.example:8443/c?", "https://a.example:8443/c?")]
    [InlineData("https://a.example/c?k=v", "https://a.example/c?k=v&")]
    [InlineData("https://a.example/c?k=v&", "https://a.example/c?k=v&")]
    public void Parameters_follow_the_endpoints_own(string url, string start)
        => Assert.Equal(start + Parameters, TencentUrl.For(url, App, "203.0.113.7", "IOS", token: null, Now).AbsoluteUri);

    [Fact]
    public void Token_adds_the_sign_and_the_time_in_whole_seconds()
        => Assert.EndsWith(
            "&OptPlatform=IOS&Sign=17773bc39a671d7b9aa835458704d2a6db81360a5940292b587d6d760d484061&RequestTime=1669872112",
            TencentUrl.For("https://a.example/c", App, clientIp: null, "IOS", "xxxxyyyy", Now).AbsoluteUri,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8::7", "2001%3Adb8%3A%3A7")]
    [InlineData(null, "0.0.0.0")]
    public void Client_ip_is_the_address_of_the_sessions_client(string? address, string inUrl)
    {
        var session = EventExamples.SessionOn(Platform.Android) with { Client = new ClientInfo { Address = address, Port = 50_000 } };
        var happened = EventExamples.Event(StatusAction.Disconnect, SessionEndReason.Closed) with
        {
            Sessions = [session, EventExamples.SessionOn(Platform.Web)],
        };
        var endpoint = new WebhookEndpoint { Id = "e", Url = "https://a.example/c", Format = WebhookFormat.Tencent };

        var requests = WebhookRequest.For(EventExamples.App, endpoint, [EventExamples.Outgoing(happened)], "", Now);

        Assert.Equal(
            [$"&ClientIP={inUrl}&OptPlatform=Android", "&ClientIP=0.0.0.0&OptPlatform=Web"],
            requests.Select(request => request.Url.AbsoluteUri[request.Url.AbsoluteUri.IndexOf("&ClientIP=", StringComparison.Ordinal)..]));
    }
}
