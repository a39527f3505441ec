using System.Text.Json.Nodes;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Tests.Delivery.Http;
using PresenceCluster.Tests.EndToEnd.Webhooks;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>Callbacks in Tencent's format from a real service: what receivers get, and why one gets nothing.</summary>
public sealed class CallbackTests : IDisposable
{
    private const int Logins = 5;

    private readonly string _directory = Directory.CreateTempSubdirectory("presence-callbacks-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Seeded_endpoints_get_every_callback_once_whatever_they_answer()
    {
        (int Status, string Body)[] answers =
        [
            (200, "success"), (200, ""), (200, "[]"), (204, ""), (200, "{\"ErrorCode\":\"1\"}"),
            (200, "\uFEFF{\"ActionStatus\":\"OK\",\"ErrorInfo\":\"\",\"ErrorCode\":0}"),
        ];
        List<RecordingReceiver> receivers = [];
        foreach (var answer in answers)
        {
            var receiver = await RecordingReceiver.StartAsync();
            receiver.Answer = _ => answer;
            receivers.Add(receiver);
        }

        string[] seeds =
        [
            .. receivers.Select((receiver, index) => $"Endpoints:{index}:Url={receiver.Url}"),
            .. receivers.Select((_, index) => $"Endpoints:{index}:Format=Tencent"),
        ];
        await using (var service = await StartAsync([.. TestApp.Seed(seeds), "--Webhooks:AllowPrivateAddresses=true"]))
        {
            using var app = new TestApp(service.Http);
            for (var login = 0; login < Logins; login++)
                await LogInAsync(service, app, $"user-{login}");

            await Eventually.IsTrueAsync(
                () => receivers.All(receiver => receiver.Posts.Count >= 2 * Logins),
                "every receiver gets the login and the disconnect of all users");
            // The last answers are noted. The receiver that complained has the events all the same.
            await Eventually.IsTrueAsync(
                async () => await app.EndpointStateAsync("seed-5") is var state
                    && ((int)state["delivered"]!, (int)state["failed"]!, (bool)state["isPaused"]!) == (2 * Logins, 2 * Logins, false),
                "refused events are noted and hold nothing up");
            Assert.All(receivers, receiver => Assert.Equal(2 * Logins, receiver.Posts.Select(post => post.Body).Distinct().Count()));
            Assert.All(receivers, receiver => Assert.Equal(2 * Logins, receiver.Posts.Count));
            Assert.All(
                receivers.SelectMany(receiver => receiver.Posts),
                post => Assert.Contains("&ClientIP=127.0.0.1&", post.Target, StringComparison.Ordinal));
        }

        foreach (var receiver in receivers)
            await receiver.DisposeAsync();
    }

    [Fact]
    public async Task Endpoint_at_a_private_address_says_what_to_set_in_the_answer_the_state_and_the_log()
    {
        await using var service = await StartAsync(TestApp.Seed());
        using var app = new TestApp(service.Http);

        var endpoint = new JsonObject { ["url"] = "http://127.0.0.1:9/", ["format"] = "Tencent" };
        var created = (await app.V1Async(HttpMethod.Post, "/endpoints", endpoint))!;
        Assert.Contains(
            "add 127.0.0.1/32 or a network around it to Webhooks:AllowedNetworks", (string)created["warning"]!, StringComparison.Ordinal);
        var id = (string)created["id"]!;
        Assert.Equal(nameof(DeliveryCause.AddressRefused), CauseOf(await app.EndpointStateAsync(id)));

        await LogInAsync(service, app, "alice");

        await Eventually.IsTrueAsync(
            async () => await app.EndpointStateAsync(id) is var state
                && CauseOf(state) == nameof(DeliveryCause.AddressRefused) && (bool)state["isPaused"]! && (long)state["backlog"]! == 2,
            "the state says that nothing is delivered, and why",
            within: TimeSpan.FromSeconds(10));
        await Eventually.IsTrueAsync(
            () => service.Output.Contains($"do not reach endpoint {id}. Cause AddressRefused: ", StringComparison.Ordinal),
            "the log says it",
            within: TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Filter_and_switch_of_an_endpoint_are_named_as_the_cause()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var service = await StartAsync([.. TestApp.Seed(), "--Webhooks:AllowPrivateAddresses=true"]);
        using var app = new TestApp(service.Http);
        var filtered = await app.AddEndpointAsync(new JsonObject { ["url"] = receiver.Url, ["events"] = new JsonArray("Kick") });
        var disabled = await app.AddEndpointAsync(new JsonObject { ["url"] = receiver.Url, ["enabled"] = false });

        await LogInAsync(service, app, "alice");

        foreach (var (id, cause) in new[] { (filtered, DeliveryCause.Filter), (disabled, DeliveryCause.Disabled) })
        {
            var known = TimeSpan.FromSeconds(10);
            await Eventually.IsTrueAsync(
                async () => CauseOf(await app.EndpointStateAsync(id)) == $"{cause}", $"the state says {cause}", known);
            await Eventually.IsTrueAsync(
                () => service.Output.Contains($"endpoint {id}", StringComparison.Ordinal), $"the log says {cause}", known);
        }

        Assert.Empty(receiver.Posts);
    }

    private Task<ServiceProcess> StartAsync(IEnumerable<string> settings)
        => ServiceProcess.Start("Silo", _directory, settings).WhenReadyAsync();

    private static string CauseOf(JsonNode state) => (string)state["explanation"]!["cause"]!;

    private static async Task LogInAsync(ServiceProcess service, TestApp app, string user)
    {
        await using var web = await WireClient.ConnectWebSocketAsync(service.HttpPort);
        await web.LogInAsync(app.Login(user, "Web", "tab-1"));
        await web.ClosePageAsync();
        await app.WhenStatusAsync(user, "Offline []");
    }
}
