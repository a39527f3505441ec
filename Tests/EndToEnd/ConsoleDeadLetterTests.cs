using Microsoft.Playwright;
using PresenceCluster.AdminConsole.Events;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>
/// The events that a back end did not accept in time. They wait since the service started, and are given up after a minute, the shortest
/// time that an endpoint may have. The test has a class of its own, so that the other tests of the console can use that minute.
/// </summary>
[Collection(ConsoleCollection.Name)]
public sealed class ConsoleDeadLetterTests(ConsoleService running)
{
    [Fact]
    public async Task Dead_letter_is_seen_and_sent_again()
    {
        var page = await running.AtAsync("events/endpoints");
        var card = page.Page.GetByRole(AriaRole.Region, new() { Name = running.Deaf.Url });
        var letters = card.GetByText($"{page.Say(EventWords.DeadLetters)} (1)");
        await letters.ClickAsync(new() { Timeout = 90_000 });
        var row = card.GetByRole(AriaRole.Row).Filter(new() { Has = page.Page.GetByRole(AriaRole.Link, new() { Name = ConsoleService.Overdue }) });
        await Expect(row).ToContainTextAsync("503");

        running.Deaf.Answer = _ => (204, "");
        var before = running.Deaf.Posts.Count;
        await row.GetByRole(AriaRole.Button).ClickAsync();

        await Eventually.IsTrueAsync(() => running.Deaf.Posts.Count > before, "the dead letter is sent again");
        await Expect(letters).ToHaveCountAsync(0);
        page.AssertQuiet();
    }
}
