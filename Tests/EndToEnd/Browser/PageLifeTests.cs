using System.Text.Json.Nodes;
using PresenceCluster.Domain;
using PresenceCluster.Tests.EndToEnd.Webhooks;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd.Browser;

/// <summary>The client of docs/protocol.md in real pages that are left, returned to, duplicated and closed.</summary>
public sealed class PageLifeTests(PageScene scene) : IClassFixture<PageScene>
{
    private const string OneTab = "Online [Web Online]";
    private const string Offline = "Offline []";

    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task Page_that_is_left_by_a_link_is_offline_within_a_second(string host)
    {
        var user = $"leaves-for-{host}";
        await scene.Browser.OpenAsync(scene.Pages.PageOf(user, $"&leave={scene.Pages.OtherOf(user, host)}"));
        await scene.App.WhenStatusAsync(user, OneTab);

        await scene.Pages.WhenAsync(user, PageServer.Left);

        await scene.App.WhenStatusAsync(user, Offline, AtOnce);
        await scene.Browser.CloseAsync(user);
    }

    [Fact]
    public async Task Page_that_the_user_comes_back_to_is_online_again_as_the_same_device_with_a_fresh_credential()
    {
        const string user = "comes-back";
        await scene.Browser.OpenAsync(scene.Pages.PageOf(user, $"&leave={scene.Pages.OtherOf(user, more: "&back=1")}"));
        await scene.App.WhenStatusAsync(user, OneTab);
        var device = await DeviceAsync(user);
        await scene.Pages.WhenAsync(user, PageServer.Left);
        await scene.App.WhenStatusAsync(user, Offline, AtOnce);

        await scene.Pages.WhenAsync(user, PageServer.Returned);

        await scene.App.WhenStatusAsync(user, OneTab);
        Assert.Equal(device, await DeviceAsync(user));
        Assert.Equal(2, scene.Pages.Count(user, PageServer.Signed));
        await scene.Browser.CloseAsync(user);
    }

    [Fact]
    public async Task Page_that_is_loaded_again_is_the_same_device()
    {
        const string user = "reloads";
        await scene.Browser.OpenAsync(scene.Pages.PageOf(user, "&reload=1"));
        await scene.App.WhenStatusAsync(user, OneTab);
        var device = await DeviceAsync(user);

        await scene.Pages.WhenAsync(user, PageServer.Signed, times: 2);

        await scene.App.WhenStatusAsync(user, OneTab);
        Assert.Equal(device, await DeviceAsync(user));
        await scene.Browser.CloseAsync(user);
    }

    [Fact]
    public async Task User_stays_online_while_the_older_of_two_tabs_is_open()
    {
        const string user = "two-tabs";
        await scene.Browser.OpenAsync(scene.Pages.PageOf(user));
        await scene.App.WhenStatusAsync(user, OneTab);
        await scene.Browser.OpenAsync(scene.Pages.PageOf(user, "&newer=1"));
        await WhenTabsAsync(user, 2);

        await scene.Browser.CloseAsync("newer=1");

        await WhenTabsAsync(user, 1);
        var events = (await scene.App.ReplayAsync()).Where(one => one.UserId == user).ToList();
        Assert.NotEmpty(events);
        Assert.All(events, one => Assert.Equal(PresenceStatus.Online, one.After));
        await scene.Browser.CloseAsync(user);
        await scene.App.WhenStatusAsync(user, Offline);
    }

    [Fact]
    public async Task Duplicate_of_a_tab_is_a_device_of_its_own()
    {
        const string user = "duplicates";
        await scene.Browser.OpenAsync(scene.Pages.PageOf(user, "&twin=1"));
        await scene.App.WhenStatusAsync(user, OneTab);

        await WhenTabsAsync(user, 2);

        await scene.Browser.CloseAsync(user);
        await scene.App.WhenStatusAsync(user, Offline);
    }

    // The query over /v4 tells a platform once, however many devices of it there are.
    private Task WhenTabsAsync(string user, int count)
        => Eventually.IsTrueAsync(async () => (await DevicesAsync(user)).Count == count, $"{user} has {count} tabs");

    private async Task<string> DeviceAsync(string user) => (string)Assert.Single(await DevicesAsync(user))!["deviceId"]!;

    private async Task<JsonArray> DevicesAsync(string user)
        => (await scene.App.V1Async(HttpMethod.Get, $"/users/{user}/presence"))!["devices"]!.AsArray();
}
