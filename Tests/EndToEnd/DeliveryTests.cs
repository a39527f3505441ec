using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>A back end follows a real cluster by webhooks while the back end falters and a delivering silo is killed.</summary>
public sealed class DeliveryTests(LocalCluster cluster) : IClassFixture<LocalCluster>
{
    private const int Users = 24;
    private const int RoundsBeforeKill = 3;
    private const int RoundsAfter = 3;

    [Fact]
    public async Task Every_users_events_arrive_complete_and_in_order_although_the_receiver_falters_and_a_silo_is_killed()
    {
        await using var receiver = new FlakyReceiver();
        using var app = new TestApp(cluster.Gateways[0].Http);
        var endpoint = (string)(await CallAsync(app, HttpMethod.Post, "/endpoints", new JsonObject
        {
            ["url"] = receiver.Url,
            ["format"] = "Native",
            ["batchMax"] = 4,
            ["concurrency"] = 4,
        }))["id"]!;
        string[] users = [.. Enumerable.Range(0, Users).Select(i => $"followed{i}")];

        for (var round = 0; round < RoundsBeforeKill; round++)
            await ComeAndGoAsync(app, users);
        receiver.IsDown = true;
        await ComeAndGoAsync(app, users);
        var doomed = cluster.Silos[^1];
        await doomed.KillAsync();
        await Eventually.IsTrueAsync(() => AreAllAnsweredAsync(app, users), "the cluster has got over the death of the silo");
        receiver.IsDown = false;
        for (var round = 0; round < RoundsAfter; round++)
            await ComeAndGoAsync(app, users);

        await Eventually.IsTrueAsync(
            async () => (await CallAsync(app, HttpMethod.Get, $"/endpoints/{endpoint}/state")) is var state
                && (long)state["backlog"]! == 0 && (long)state["parked"]! == 0 && users.All(user => HasAll(receiver, user)),
            "every event has arrived",
            TimeSpan.FromSeconds(90));
        foreach (var user in users)
            await AssertFollowedAsync(app, receiver, user);
        Assert.True(receiver.Refused > 0);
        await doomed.DisposeAsync();
        cluster.Silos.Remove(doomed);
    }

    private static async Task<bool> AreAllAnsweredAsync(TestApp app, string[] users)
    {
        var asked = string.Join(',', users.Select(user => $"\"{user}\""));
        var answer = await app.PostAsync("openim/query_online_status", $"{{\"To_Account\":[{asked}]}}");
        return answer["QueryResult"]?.AsArray().Count == users.Length;
    }

    private static bool HasAll(FlakyReceiver receiver, string user)
        => receiver.FirstsOf(user) is [.., var last] && (long)last["version"]! >= 2 * (RoundsBeforeKill + 1 + RoundsAfter) && (string)last["status"]!["after"]! == "Offline";

    /// <summary>A follower proves from the versions alone that it has missed nothing; the service's own history says the same.</summary>
    private static async Task AssertFollowedAsync(TestApp app, FlakyReceiver receiver, string user)
    {
        var received = receiver.FirstsOf(user);
        var known = 0L;
        foreach (var one in received)
        {
            Assert.Equal(known + 1, (long)one["firstVersion"]!);
            known = (long)one["version"]!;
        }

        var history = await CallAsync(app, HttpMethod.Get, $"/users/{user}/events");
        var ids = history["events"]!.AsArray().Select(one => (string)one!["id"]!).Reverse().ToList();
        Assert.Equal(ids[^1], (string)received[^1]["id"]!);
        Assert.Equal(ids.Where(id => received.Any(one => (string)one["id"]! == id)), received.Select(one => (string)one["id"]!));
        Assert.Equal($"{received[^1]["status"]!["after"]} []", await app.StatusAsync(user));
    }

    /// <summary>Every user opens a page and closes it; a silo that has just been killed costs some of them another try.</summary>
    private async Task ComeAndGoAsync(TestApp app, string[] users)
    {
        await Parallel.ForEachAsync(users, async (user, _) =>
        {
            await Eventually.IsTrueAsync(
                async () =>
                {
                    await using var page = await WireClient.ConnectWebSocketAsync(cluster.Gateways[0].HttpPort);
                    await page.SendAsync(new() { Login = app.Login(user, "Web", "tab") });
                    var answer = await page.ReceiveAsync("the answer to a login");
                    await page.ClosePageAsync();
                    return answer.LoginResult is not null;
                },
                $"{user} is admitted");
            await app.WhenStatusAsync(user, "Offline []");
        });
    }

    private static async Task<JsonNode> CallAsync(TestApp app, HttpMethod method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(method, $"/v1/apps/{TestApp.Id}{path}");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + app.UserSig(TestApp.Administrator));
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await app.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
