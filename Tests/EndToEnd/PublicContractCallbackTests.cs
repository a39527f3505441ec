using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PresenceCluster.Protocol;
using PresenceCluster.Tests.Delivery.Http;
using PresenceCluster.Tests.EndToEnd.Webhooks;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>The callback State.StateChange as a receiver gets it.</summary>
[Collection(PublicContractCollection.Name)]
public sealed class PublicContractCallbackTests(RunningService running) : PublicContractTests(running)
{
    private const string User = "called-back";
    private const string Token = "a token of the receiver";

    [Fact]
    public async Task Every_kind_of_event_is_called_back_in_order_signed_and_spelled_as_the_contract_says()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        var endpoint = await App.AddEndpointAsync(new JsonObject
        {
            ["url"] = receiver.Url + "?mine=1",
            ["format"] = "Tencent",
            ["secrets"] = new JsonArray(Token),
        });

        await LogInAsync(User, "Android", "tcp");
        var iPhone = await LogInAsync(User, "iPhone", "tcp");
        await iPhone.SendAsync(new ClientFrame { SetCustomStatus = new SetCustomStatus { Text = "at lunch", RequestId = 1 } });
        Assert.NotNull((await iPhone.ReceiveAsync("that the custom status is stored")).CustomStatusResult);
        iPhone.Die();
        await App.WhenStatusAsync(User, "PushOnline [iPhone PushOnline]", Soon);
        await LogInAsync(User, "iPhone", "tcp");
        var page = await LogInAsync(User, "Web");
        await page.SendAsync(new ClientFrame { Logout = new Logout() });
        await page.WhenClosedAsync();
        await App.PostAsync("im_open_login_svc/kick", $$"""{"UserID":"{{User}}"}""");

        string[] expected =
        [
            "Login Register Android []", "Login Register IOS [Android]", "CustomStatusChange SetCustomStatus IOS []",
            "Disconnect LinkClose IOS []", "Login Register IOS []", "Login Register Web []", "Logout Unregister Web []",
            "Logout Unregister IOS []",
        ];
        await Eventually.IsTrueAsync(() => Received(receiver).Count >= expected.Length, "every event is called back");
        await App.V1Async(HttpMethod.Delete, $"/endpoints/{endpoint}", ifMatch: true);
        Assert.Equal(expected, Received(receiver).Select(Describe));
        Assert.All(Received(receiver), IsAsTheContractSays);
    }

    private static List<Callback> Received(RecordingReceiver receiver) =>
    [
        .. receiver.Posts
            .Select(post => new Callback(ParametersOf(post.Target), post.Headers["Content-Type"], JsonNode.Parse(post.Body)!))
            .Where(callback => (string?)callback.Info["To_Account"] == User),
    ];

    // Names of parameters are case-sensitive.
    private static Dictionary<string, string> ParametersOf(string target)
        => target[(target.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&').Select(parameter => parameter.Split('=', 2))
            .ToDictionary(parameter => parameter[0], parameter => Uri.UnescapeDataString(parameter[1]), StringComparer.Ordinal);

    private static string Describe(Callback callback)
    {
        var kicked = (callback.Body["KickedDevice"]?.AsArray() ?? []).Select(device => (string?)device!["Platform"]);
        return $"{callback.Info["Action"]} {callback.Info["Reason"]} {callback.Parameters["OptPlatform"]} [{string.Join(", ", kicked)}]";
    }

    private static void IsAsTheContractSays(Callback callback)
    {
        var (parameters, contentType, body) = callback;
        Assert.StartsWith("application/json", contentType, StringComparison.Ordinal);
        Assert.Equal(
            ("1", $"{TestApp.Id}", "State.StateChange", "json"),
            (parameters["mine"], parameters["SdkAppid"], parameters["CallbackCommand"], parameters["contenttype"]));
        Assert.Equal("127.0.0.1", parameters["ClientIP"]);
        var now = TimeProvider.System.GetUtcNow();
        var requestedAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(parameters["RequestTime"], CultureInfo.InvariantCulture));
        Assert.InRange(requestedAt, now.AddMinutes(-1), now.AddMinutes(1));
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Token + parameters["RequestTime"]))), parameters["Sign"]);
        Assert.Equal("State.StateChange", (string?)body["CallbackCommand"]);
        Assert.InRange(DateTimeOffset.FromUnixTimeMilliseconds((long)body["EventTime"]!), now.AddMinutes(-1), now.AddMinutes(1));
        Assert.Equal(
            (string?)callback.Info["Action"] == "CustomStatusChange" ? "at lunch" : null, (string?)callback.Info["CustomStatus"]);
    }

    private sealed record Callback(IReadOnlyDictionary<string, string> Parameters, string ContentType, JsonNode Body)
    {
        public JsonNode Info => Body["Info"]!;
    }
}
