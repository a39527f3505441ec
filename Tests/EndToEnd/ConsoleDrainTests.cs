using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using PresenceCluster.Tests.Faults;
using Xunit;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>Two silos and two gateways: one gateway is drained from the console, and a frozen process does not stop the display.</summary>
[Collection(AloneCollection.Name)]
public sealed class ConsoleDrainTests(ConsoleDrainTests.Setup setup, ITestOutputHelper output) : IClassFixture<ConsoleDrainTests.Setup>
{
    private readonly LocalCluster _cluster = setup.Cluster;

    [Fact]
    public async Task Gateway_is_drained_from_the_page_and_empties_while_its_clients_stay_Online()
    {
        var (stays, drained) = (_cluster.Gateways[0], _cluster.Gateways[1]);
        using var app = new TestApp(stays.Http);
        var devices = Enumerable.Range(0, 10).Select(i => new ReturningDevice(app, $"moves{i}", "Android")).ToList();
        foreach (var device in devices)
            await device.LogInAsync(drained);
        await using var browser = await ConsoleBrowser.StartAsync(stays.Http, [.. _cluster.Silos, .. _cluster.Gateways]);
        await using var page = await browser.SignInAsync();
        await page.GoAsync("cluster");
        await Expect(page.Page.Locator("tbody tr")).ToHaveCountAsync(4);
        var name = await NameOfAsync(page, drained);
        await Expect(Cell(page, name, "Connections")).ToHaveTextAsync("10");

        await using var watch = await StatusWatch.StartAsync([stays], devices.Select(device => device.User).ToList());
        await page.Button($"Drain: {name}").ClickAsync();
        await page.Dialog.GetByRole(AriaRole.Button, new() { Name = "Drain" }).ClickAsync();
        var drainedAt = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(devices.Select(device => device.FollowAsync(stays)));

        await Expect(Cell(page, name, "Connections")).ToHaveTextAsync("0");
        await Expect(Cell(page, name, "Status")).ToContainTextAsync("drained");
        output.WriteLine($"drained: the page shows no connection after {TimeProvider.System.GetElapsedTime(drainedAt).TotalSeconds:F1} s");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadyAsync(drained));
        await using (var refused = await WireClient.ConnectTcpAsync(drained.TcpPort))
            Assert.NotNull((await refused.ReceiveAsync("the go-away")).GoAway);
        await watch.StopAsync();
        Assert.All(devices, device => Assert.Equal(["Online"], watch.Of(device.User)));

        await page.Button($"Resume: {name}").ClickAsync();
        await Expect(Cell(page, name, "Status")).ToContainTextAsync("active");
        Assert.Equal(HttpStatusCode.OK, await ReadyAsync(drained));
        await devices[0].LogInAsync(drained);
        await Expect(Cell(page, name, "Connections")).ToHaveTextAsync("1");
        page.AssertQuiet();
        foreach (var device in devices)
            await device.DisposeAsync();
    }

    [Fact]
    public async Task Frozen_process_is_named_in_time_and_the_others_count()
    {
        using var app = new TestApp(_cluster.Gateways[0].Http);
        await using var client = await WireClient.ConnectTcpAsync(_cluster.Gateways[0].TcpPort);
        await client.LogInAsync(app.Login("counted", "Android", "pixel"));
        await Eventually.IsTrueAsync(async () => (await OverviewAsync(app))["users"]!["online"]!.GetValue<int>() == 1, "the login is counted");

        _cluster.Gateways[1].Signal("STOP");
        try
        {
            var startedAt = TimeProvider.System.GetTimestamp();
            // The first answer may be from before the change: one report serves all requests within a moment.
            JsonObject overview = [];
            await Eventually.IsTrueAsync(
                async () => (overview = await OverviewAsync(app))["missing"]!.AsArray().Count == 1, "the frozen gateway is named", TimeSpan.FromSeconds(5));
            output.WriteLine($"frozen gateway: named after {TimeProvider.System.GetElapsedTime(startedAt).TotalSeconds:F1} s");
            Assert.Equal((1, 1), (overview["users"]!["online"]!.GetValue<int>(), overview["connections"]!.GetValue<int>()));
        }
        finally
        {
            _cluster.Gateways[1].Signal("CONT");
        }
    }

    private static async Task<JsonObject> OverviewAsync(TestApp app)
    {
        using var request = app.Authorized(HttpMethod.Get, $"/v1/overview?app={TestApp.Id}");
        using var response = await app.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private static async Task<HttpStatusCode> ReadyAsync(ServiceProcess process)
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(process.Http, "/health/ready"));
        return response.StatusCode;
    }

    // The name of a process contains the port for the other processes, and the page shows both.
    private static async Task<string> NameOfAsync(ConsolePage page, ServiceProcess process)
        => await page.Page.Locator("tbody tr").Filter(new() { HasText = $":{process.SiloPort}" }).Locator("strong").InnerTextAsync();

    private static ILocator Cell(ConsolePage page, string name, string column)
        => page.Page.Locator("tbody tr").Filter(new() { HasText = name }).Locator($"td[data-label='{column}']");

    /// <summary>A cluster of its own, whose planned drains are short and whose users are counted.</summary>
    public sealed class Setup : IAsyncLifetime
    {
        internal LocalCluster Cluster { get; } = new() { Settings = ["--Gateway:PlannedDrainTime=00:00:05"] };

        public Task InitializeAsync() => Cluster.InitializeAsync();

        public Task DisposeAsync() => Cluster.DisposeAsync();
    }
}
