using Microsoft.Playwright;
using PresenceCluster.AdminConsole.Policy;
using PresenceCluster.AdminConsole.Users;
using PresenceCluster.Protocol;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>Administrators at work: the real console in a real browser against a real service, with clients connected to it.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class ConsoleTests(ConsoleService running)
{
    [Fact]
    public async Task Policy_changed_to_single_kicks_the_connected_client_at_its_next_conflicting_login()
    {
        var service = running.Process;
        using var app = new TestApp(service.Http);
        await running.Api.SetPolicyAsync("Dual");
        await WhenAsync(app, "Online [Mac Online, Web Online]");
        await using var web = await WireClient.ConnectWebSocketAsync(service.HttpPort);
        await using var android = await WireClient.ConnectTcpAsync(service.TcpPort);
        await web.LogInAsync(app.Login("policy", "Web", "tab-1"));
        await android.LogInAsync(app.Login("policy", "Android", "pixel"));

        var page = await running.AtAsync("login-policy");
        await page.Page.Locator(".matrix").GetByText("Single platform").ClickAsync();
        await page.Button("Save").ClickAsync();
        await Expect(page.Page.GetByText("It counts from the next login on.").Last).ToBeVisibleAsync();

        // Not enforced: the devices that are online stay, and the next login pushes out both.
        Assert.Equal("Online [Android Online, Web Online]", await app.StatusAsync("policy"));
        await WhenAsync(app, "Online [Mac Online]");
        await using var iphone = await WireClient.ConnectTcpAsync(service.TcpPort);
        await iphone.LogInAsync(app.Login("policy", "iPhone", "se"));
        Assert.Equal((uint)CloseCode.Replaced.Number, (await web.ReceiveAsync("that another device logged in")).Kicked.Code);
        Assert.Equal("Online [iPhone Online]", await app.StatusAsync("policy"));
        page.AssertQuiet();
    }

    [Fact]
    public async Task User_is_followed_live_and_the_kicked_device_is_told_why()
    {
        var service = running.Process;
        using var app = new TestApp(service.Http);
        await running.Api.SetPolicyAsync("Multi");
        await WhenAsync(app, "Online [Mac Online, Web Online]");
        await using var web = await WireClient.ConnectWebSocketAsync(service.HttpPort);
        await web.LogInAsync(app.Login("to be kicked", "Web", "tab-7"));

        var page = await running.AtAsync("users");
        await page.Field("User id").FillAsync("to be kicked");
        await page.Button("Find").ClickAsync();
        await Expect(page.Button("Kick: tab-7")).ToBeVisibleAsync();

        // A device that comes while the page is open appears by itself.
        await using var iphone = await WireClient.ConnectTcpAsync(service.TcpPort);
        await iphone.LogInAsync(app.Login("to be kicked", "iPhone", "se"));
        await Expect(page.Button("Kick: se")).ToBeVisibleAsync();

        await page.Button("Kick: tab-7").ClickAsync();
        await Expect(page.Dialog).ToContainTextAsync($"{CloseCode.Kicked.Number} {CloseCode.Kicked.Name}");
        await page.InDialog(UserWords.Kick).ClickAsync();
        Assert.Equal((uint)CloseCode.Kicked.Number, (await web.ReceiveAsync("the kick")).Kicked.Code);
        await web.WhenClosedAsync();
        Assert.Equal(CloseCode.Kicked.Number, web.CloseStatus);
        await Expect(page.Button("Kick: tab-7")).ToHaveCountAsync(0);
        Assert.Equal("Online [iPhone Online]", await app.StatusAsync("to be kicked"));

        await page.Button(UserWords.KickAll).ClickAsync();
        await page.InDialog(UserWords.Kick).ClickAsync();
        Assert.Equal((uint)CloseCode.Kicked.Number, (await iphone.ReceiveAsync("the kick")).Kicked.Code);
        await Expect(page.Page.GetByText("Logged in on no device")).ToBeVisibleAsync();
        await Expect(page.Page.Locator(".user-name").GetByText("Offline")).ToBeVisibleAsync();
        page.AssertQuiet();
    }

    [Fact]
    public async Task Two_admins_on_the_same_policy_lose_nothing_and_one_click_brings_a_version_back()
    {
        await running.Api.SetPolicyAsync("Dual");
        await using var second = await running.SignInAsync();
        await second.GoAsync("login-policy");
        var first = await running.AtAsync("login-policy");
        await first.Button("More devices: Web").ClickAsync();
        await second.Button("More devices: Linux").ClickAsync();
        await first.Button("Save").ClickAsync();
        await Expect(first.Page.GetByText("It counts from the next login on.").Last).ToBeVisibleAsync();

        await second.Button("Save").ClickAsync();
        await Expect(second.Dialog).ToContainTextAsync("Somebody else saved first");
        await Expect(second.Dialog).ToContainTextAsync("Devices Linux");
        await Expect(second.Dialog).Not.ToContainTextAsync("Devices Web");
        await second.InDialog(PolicyWords.Overwrite).ClickAsync();
        await Expect(second.Page.GetByText("It counts from the next login on.")).ToBeVisibleAsync();
        await Expect(Cap(second, "Linux")).ToHaveTextAsync("2");
        await Expect(Cap(second, "Web")).ToHaveTextAsync("2");

        // Back to the first operator's version: theirs without mine.
        await second.Page.Locator(".history button").First.ClickAsync();
        await second.InDialog(PolicyWords.ReturnTo).ClickAsync();
        await Expect(Cap(second, "Linux")).ToHaveTextAsync("1");
        await Expect(Cap(second, "Web")).ToHaveTextAsync("2");
        var inForce = await running.Api.SendAsync(HttpMethod.Get, "");
        Assert.Equal((1, 2), ((int)inForce["instanceCaps"]!["linux"]!, (int)inForce["instanceCaps"]!["web"]!));
        second.AssertQuiet();
    }

    [Fact]
    public async Task Live_feed_shows_a_login_as_it_happens()
    {
        var service = running.Process;
        using var app = new TestApp(service.Http);
        var page = await running.AtAsync("events");
        await Expect(page.Page.GetByText("live", new() { Exact = true })).ToBeVisibleAsync();

        await using var web = await WireClient.ConnectWebSocketAsync(service.HttpPort);
        await web.LogInAsync(app.Login("fed", "Web", "tab-1"));

        await Expect(page.Page.GetByRole(AriaRole.Link, new() { Name = "fed" })).ToBeVisibleAsync();
        page.AssertQuiet();
    }

    [Fact]
    public async Task App_is_created_with_a_key_that_is_shown_once_and_the_key_is_replaced()
    {
        var window = await running.NewWindowAsync();
        await using var page = await running.SignInAsync(window);
        await page.GoAsync("apps");
        await page.Button("New app").ClickAsync();
        await page.Dialog.Locator("input[name=app-name]").FillAsync("Support desk");
        await page.Dialog.GetByText("Ultimate").ClickAsync();
        await page.Button("Create").ClickAsync();
        var first = await page.TakeSecretAsync();
        await Expect(page.Page.Locator(".keys code")).ToHaveTextAsync($"****{first[^4..]}");

        await page.Button("Add a new key").ClickAsync();
        await page.Dialog.GetByRole(AriaRole.Button, new() { Name = "Add a new key" }).ClickAsync();
        var second = await page.TakeSecretAsync();
        await Expect(page.Page.Locator(".keys code")).ToHaveTextAsync([$"****{second[^4..]}", $"****{first[^4..]}"]);
        await page.Button($"Delete: ****{first[^4..]}").ClickAsync();
        await page.Dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();

        await Expect(page.Page.Locator(".keys code")).ToHaveTextAsync([$"****{second[^4..]}"]);
        await Expect(page.Page.Locator(".limits dd").First).ToHaveTextAsync("3");
        page.AssertQuiet();
        await window.CloseAsync();
    }

    [Fact]
    public async Task Client_status_is_switched_on_and_the_connected_clients_next_query_is_answered()
    {
        var service = running.Process;
        using var app = new TestApp(service.Http);
        await using var phone = await WireClient.ConnectTcpAsync(service.TcpPort);
        await phone.LogInAsync(app.Login("asks", "Android", "pixel"));
        Assert.Equal(72001u, (await AskAsync()).RequestRefused?.Code);

        var page = await running.AtAsync("apps");
        await page.Page.GetByLabel(page.Say(PolicyWords.ClientStatus)).CheckAsync();
        await page.Button("Save").ClickAsync();

        await Eventually.IsTrueAsync(
            async () => (await AskAsync()).QueryResult?.Presences.Count == 1,
            "a client's query is answered",
            pause: TimeSpan.FromMilliseconds(500));
        page.AssertQuiet();

        async Task<ServerFrame> AskAsync()
        {
            await phone.SendAsync(new ClientFrame { Query = new Query { UserIds = { "asks" } } });
            return await phone.ReceiveAsync("the answer to a query");
        }
    }

    private static ILocator Cap(ConsolePage page, string platform) => page.Page.Locator($".stepper output[aria-label={platform}]");

    // Every process swaps its snapshot within moments. A login before that would be decided by the old policy.
    private Task WhenAsync(TestApp app, string expected) => Eventually.IsTrueAsync(
        async () =>
        {
            await using var web = await WireClient.ConnectWebSocketAsync(running.Process.HttpPort);
            await using var mac = await WireClient.ConnectTcpAsync(running.Process.TcpPort);
            await web.LogInAsync(app.Login("probe", "Web", "tab-1"));
            await mac.LogInAsync(app.Login("probe", "Mac", "air"));
            return await app.StatusAsync("probe") == expected;
        },
        $"a page and a Mac at once are {expected}");
}
