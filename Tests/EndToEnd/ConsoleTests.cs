using Microsoft.Playwright;
using PresenceCluster.Protocol;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>Operators at work: the real console in a real browser against a real service, with clients connected to it.</summary>
public sealed class ConsoleTests(ConsoleService running) : IClassFixture<ConsoleService>
{
    [Fact]
    public async Task Viewer_signs_in_once_with_the_given_password_sees_and_changes_nothing()
    {
        await using var admin = await running.SignInAsync();
        await admin.GoAsync("operators");
        await admin.Button("Add operator").ClickAsync();
        await admin.Field("Name").FillAsync("kimura");
        await admin.Dialog.GetByRole(AriaRole.Button, new() { Name = "Add operator" }).ClickAsync();
        var oneTime = await admin.Page.GetByTestId("secret").InnerTextAsync();
        await admin.Button("Close").Last.ClickAsync();
        await Expect(admin.Page.GetByText("kimura", new() { Exact = true })).ToBeVisibleAsync();

        await using var viewer = await running.OpenAsync();
        await viewer.ChooseFirstPasswordAsync("kimura", oneTime, "another-good-password");
        await viewer.GoAsync("login-policy");

        await Expect(viewer.Page.Locator(".readonly")).ToBeVisibleAsync();
        await Expect(viewer.Page.Locator(".matrix input").First).ToBeDisabledAsync();
        await Expect(viewer.Page.GetByRole(AriaRole.Link, new() { Name = "Operators" })).ToHaveCountAsync(0);
        viewer.AssertQuiet();
    }

    [Fact]
    public async Task Wrong_password_is_refused_and_says_so()
    {
        await using var page = await running.OpenAsync();
        await page.Field("Name").FillAsync(ConsoleService.Admin);
        await page.Field("Password").FillAsync("not the password");
        await page.Button("Sign in").ClickAsync();

        await Expect(page.Page.GetByText("The name or the password is wrong.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Policy_changed_to_single_kicks_the_connected_client_at_its_next_conflicting_login()
    {
        var service = running.Process;
        using var app = new TestApp(service.Http);
        await using var web = await WireClient.ConnectWebSocketAsync(service.HttpPort);
        await using var android = await WireClient.ConnectTcpAsync(service.TcpPort);
        await web.LogInAsync(app.Login("policy", "Web", "tab-1"));
        await android.LogInAsync(app.Login("policy", "Android", "pixel"));

        await using var page = await running.SignInAsync();
        await page.GoAsync("login-policy");
        await page.Page.Locator(".matrix").GetByText("Single platform").ClickAsync();
        await page.Button("Save").ClickAsync();
        await Expect(page.Page.GetByText("It counts from the next login on.")).ToBeVisibleAsync();

        // Not enforced: who is online stays; the next login pushes out both.
        Assert.Equal("Online [Android Online, Web Online]", await app.StatusAsync("policy"));
        await WhenPolicyIsKnownAsync(app, service);
        await using var iphone = await WireClient.ConnectTcpAsync(service.TcpPort);
        await iphone.LogInAsync(app.Login("policy", "iPhone", "se"));
        Assert.Equal((uint)CloseCode.Replaced.Number, (await web.ReceiveAsync("that another device logged in")).Kicked.Code);
        Assert.Equal("Online [iPhone Online]", await app.StatusAsync("policy"));
        page.AssertQuiet();
    }

    [Fact]
    public async Task User_is_found_and_the_kicked_device_is_told_why()
    {
        var service = running.Process;
        using var app = new TestApp(service.Http);
        await using var page = await running.SignInAsync();
        await using var web = await WireClient.ConnectWebSocketAsync(service.HttpPort);
        await web.LogInAsync(app.Login("to be kicked", "Web", "tab-7"));

        await page.GoAsync("users");
        await page.Field("User id").FillAsync("to be kicked");
        await page.Button("Find").ClickAsync();
        await page.Button("Kick: tab-7").ClickAsync();
        await Expect(page.Dialog).ToContainTextAsync($"{CloseCode.Kicked.Number} {CloseCode.Kicked.Name}");
        await page.Dialog.GetByRole(AriaRole.Button, new() { Name = "Kick" }).ClickAsync();

        Assert.Equal((uint)CloseCode.Kicked.Number, (await web.ReceiveAsync("the kick")).Kicked.Code);
        await Expect(page.Page.GetByText("Logged in on no device")).ToBeVisibleAsync();
        await Expect(page.Page.Locator(".user-name").GetByText("Offline")).ToBeVisibleAsync();
        page.AssertQuiet();
    }

    [Fact]
    public async Task Two_operators_on_the_same_policy_are_told_and_choose()
    {
        await using var first = await running.SignInAsync();
        await using var second = await running.SignInAsync();
        await first.GoAsync("login-policy");
        await second.GoAsync("login-policy");
        await first.Button("More devices: Web").ClickAsync();
        await second.Button("More devices: Linux").ClickAsync();
        await first.Button("Save").ClickAsync();
        await Expect(first.Page.GetByText("It counts from the next login on.")).ToBeVisibleAsync();

        await second.Button("Save").ClickAsync();
        await Expect(second.Dialog).ToContainTextAsync("Somebody else saved first");
        await Expect(second.Dialog).ToContainTextAsync("Devices Linux");
        await second.Button("Overwrite with mine").ClickAsync();
        await Expect(second.Page.GetByText("It counts from the next login on.")).ToBeVisibleAsync();

        // One click brings the version before back.
        await second.Button("Return to this").First.ClickAsync();
        await second.Dialog.GetByRole(AriaRole.Button, new() { Name = "Return to this" }).ClickAsync();
        await Expect(second.Page.Locator(".stepper output[aria-label=Linux]")).ToHaveTextAsync("1");
        second.AssertQuiet();
    }

    [Fact]
    public async Task Live_feed_shows_a_login_as_it_happens()
    {
        var service = running.Process;
        using var app = new TestApp(service.Http);
        await using var page = await running.SignInAsync();
        await page.GoAsync("events");
        await Expect(page.Page.GetByText("live", new() { Exact = true })).ToBeVisibleAsync();

        await using var web = await WireClient.ConnectWebSocketAsync(service.HttpPort);
        await web.LogInAsync(app.Login("fed", "Web", "tab-1"));

        await Expect(page.Page.GetByRole(AriaRole.Link, new() { Name = "fed" })).ToBeVisibleAsync();
        page.AssertQuiet();
    }

    // Every process swaps its snapshot within moments; a login before that would be judged by the old policy.
    private static Task WhenPolicyIsKnownAsync(TestApp app, ServiceProcess service) => Eventually.IsTrueAsync(
        async () =>
        {
            await using var web = await WireClient.ConnectWebSocketAsync(service.HttpPort);
            await using var mac = await WireClient.ConnectTcpAsync(service.TcpPort);
            await web.LogInAsync(app.Login("probe", "Web", "tab-1"));
            await mac.LogInAsync(app.Login("probe", "Mac", "air"));
            return await app.StatusAsync("probe") == "Online [Mac Online]";
        },
        "the new policy counts");
}
