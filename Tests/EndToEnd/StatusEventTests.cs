using System.Text.Json.Nodes;
using PresenceCluster.Tests.Gateway.Rest;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>A back end follows a real service live, by pages, and by one user's history. All three agree.</summary>
public sealed class StatusEventTests(RunningService running) : IClassFixture<RunningService>
{
    private static readonly string AppPath = $"/v1/apps/{TestApp.Id}";

    [Fact]
    public async Task Events_are_told_live_by_pages_and_in_the_users_history()
    {
        var service = running.Process;
        using var app = new TestApp(service.Http);
        await using var live = await EventReader.OpenAsync(app.Http, app.UserSig(TestApp.Administrator), AppPath + "/events/stream");
        await Eventually.IsTrueAsync(() => live.Ids.Any(), "the stream tells where it begins");
        var start = live.Ids.First();

        await using (var web = await WireClient.ConnectWebSocketAsync(service.HttpPort))
        {
            await web.LogInAsync(app.Login("followed", "Web", "tab-1"));
            await web.ClosePageAsync();
            await app.WhenStatusAsync("followed", "Offline []");
        }

        var page = await app.GetAsync($"/events?after={start}");
        var history = await app.GetAsync("/users/followed/events");
        await Eventually.IsTrueAsync(() => live.Ids.Last() == page["next"]!.GetValue<string>(), "the stream tells what the page has");

        Assert.Equal(["Login Offline Online", "Disconnect Online Offline"], page["events"]!.AsArray().Select(TestApp.Describe));
        Assert.Equal([1, 2], page["events"]!.AsArray().Select(one => one!["version"]!.GetValue<int>()));
        Assert.Equal(page["events"]!.AsArray().Select(one => one!.ToJsonString()), history["events"]!.AsArray().Reverse().Select(one => one!.ToJsonString()));
        Assert.Equal(
            page["events"]!.AsArray().Select(one => one!.ToJsonString()),
            live.Lines.Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => JsonNode.Parse(line[6..])!.ToJsonString()));
    }
}
