using Microsoft.Playwright;
using PresenceCluster.AdminConsole.Events;
using PresenceCluster.AdminConsole.Parts;
using PresenceCluster.Tests.Delivery.Http;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>An operator connects a back end by webhook and manages it in the browser; the back end is real.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class ConsoleWebhookTests(ConsoleService running)
{
    [Fact]
    public async Task Endpoint_is_created_tested_paused_and_given_a_new_secret_and_its_deliveries_are_seen()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        using var app = new TestApp(running.Process.Http);
        var page = await running.AtAsync("events/endpoints");
        await page.Button(EventWords.NewEndpoint).ClickAsync();
        await page.Field(EventWords.Url).FillAsync(receiver.Url);
        await page.InDialog(PartWords.Save).ClickAsync();
        Assert.StartsWith("whsec_", await page.TakeSecretAsync());
        var card = page.Page.GetByRole(AriaRole.Region, new() { Name = receiver.Url });
        ILocator Action(PresenceCluster.AdminConsole.Language.Phrase name) => card.GetByRole(AriaRole.Button, new() { Name = page.Say(name), Exact = true });

        await Action(EventWords.Test).ClickAsync();
        await Expect(page.Page.GetByText("The endpoint took the test")).ToBeVisibleAsync();
        Assert.Single(receiver.Posts);

        // A status changes, and the page shows its delivery without a reload.
        await LogInAsync(app, "delivered");
        await Eventually.IsTrueAsync(() => receiver.Posts.Any(post => post.Body.Contains("\"delivered\"", StringComparison.Ordinal)), "the login is delivered");
        await Expect(card.Locator("tbody tr").Nth(1)).ToContainTextAsync("200 taken");

        await Action(EventWords.Rotate).ClickAsync();
        await page.InDialog(EventWords.Rotate).ClickAsync();
        Assert.StartsWith("whsec_", await page.TakeSecretAsync());
        await Eventually.IsTrueAsync(
            async () =>
            {
                await Action(EventWords.Test).ClickAsync();
                return receiver.Posts.Last().Headers["webhook-signature"].Split(' ').Length == 2;
            },
            "the new secret signs beside the old one");

        await Action(EventWords.Pause).ClickAsync();
        await Expect(card.GetByText(page.Say(EventWords.PausedState))).ToBeVisibleAsync();
        await WhenPausedAsync(app, receiver);
        await Action(EventWords.Resume).ClickAsync();
        await Eventually.IsTrueAsync(
            () => receiver.Posts.Any(post => post.Body.Contains("\"held back\"", StringComparison.Ordinal)), "what waited is delivered");

        await Action(PartWords.Delete).ClickAsync();
        await page.InDialog(PartWords.Delete).ClickAsync();
        await Expect(card).ToHaveCountAsync(0);
        page.AssertQuiet();
    }

    // The pause arrives everywhere within moments; an event after that waits.
    private async Task WhenPausedAsync(TestApp app, RecordingReceiver receiver)
    {
        var attempt = 0;
        await Eventually.IsTrueAsync(
            async () =>
            {
                var (user, before) = ($"probe {++attempt}", receiver.Posts.Count);
                await LogInAsync(app, user);
                await app.WhenStatusAsync(user, "Offline []");
                await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
                return receiver.Posts.Count == before;
            },
            "nothing is delivered any more");
        await LogInAsync(app, "held back");
    }

    private async Task LogInAsync(TestApp app, string user)
    {
        await using var web = await WireClient.ConnectWebSocketAsync(running.Process.HttpPort);
        await web.LogInAsync(app.Login(user, "Web", "tab-1"));
        await web.ClosePageAsync();
    }
}
