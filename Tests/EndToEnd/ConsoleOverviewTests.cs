using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>Operators watch: the overview updates itself, and the audit log has their changes.</summary>
public sealed class ConsoleOverviewTests(ConsoleService running) : IClassFixture<ConsoleService>
{
    [Fact]
    public async Task Overview_is_the_first_page_and_moves_while_clients_come_and_go()
    {
        var service = running.Process;
        using var app = new TestApp(service.Http);
        await using var page = await running.SignInAsync();
        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
        await Expect(Stat(page, "Users online")).ToHaveTextAsync("0");

        var web = await WireClient.ConnectWebSocketAsync(service.HttpPort);
        await web.LogInAsync(app.Login("watched", "Web", "tab-1"));
        await Expect(Stat(page, "Users online")).ToHaveTextAsync("1");
        await Expect(Stat(page, "Connections")).ToHaveTextAsync("1");
        await Expect(page.Page.Locator(".bars li").Filter(new() { HasText = "Web" }).Locator("strong")).ToHaveTextAsync("1");
        await Expect(page.Page.Locator(".plot").First.Locator("polyline").First).Not.ToHaveAttributeAsync("points", "");

        await web.DisposeAsync();
        await Expect(Stat(page, "Users online")).ToHaveTextAsync("0");
        page.AssertQuiet();
    }

    [Fact]
    public async Task Change_of_the_policy_stands_in_the_audit_log()
    {
        await using var page = await running.SignInAsync();
        await page.GoAsync("login-policy");
        await page.Button("More devices: Web").ClickAsync();
        await page.Button("Save").ClickAsync();
        await Expect(page.Page.GetByText("It counts from the next login on.")).ToBeVisibleAsync();

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Audit log" }).ClickAsync();

        var line = page.Page.Locator(".audit tbody tr").First;
        await Expect(line).ToContainTextAsync("Login policy changed");
        await Expect(line).ToContainTextAsync(ConsoleService.Admin);
        await Expect(line).ToContainTextAsync("instanceCaps.web: 1");
        await Expect(line).ToContainTextAsync("instanceCaps.web: 2");
        await Expect(page.Page.Locator(".audit tbody tr").Last).ToContainTextAsync("Own password changed");
        page.AssertQuiet();
    }

    private static ILocator Stat(ConsolePage page, string label)
        => page.Page.Locator(".stat").Filter(new() { HasText = label }).Locator(".stat-value");
}
