using Microsoft.Playwright;
using PresenceCluster.AdminConsole.Apps;
using PresenceCluster.AdminConsole.Events;
using PresenceCluster.AdminConsole.Identity;
using PresenceCluster.AdminConsole.Language;
using PresenceCluster.AdminConsole.Layout;
using PresenceCluster.AdminConsole.Operators;
using PresenceCluster.AdminConsole.Parts;
using PresenceCluster.AdminConsole.Policy;
using PresenceCluster.AdminConsole.Users;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>All that the console can show: each page, dialog and menu, one after another.</summary>
internal static class ConsoleTour
{
    /// <summary>The stops for a signed-in administrator.</summary>
    public static IEnumerable<(string Name, Func<ConsolePage, Task> Open)> Stops(ConsoleService running) =>
    [
        ("overview", page => GoAsync(page, "", ".bars li")),
        ("login-policy", page => GoAsync(page, "login-policy", ".history li")),
        ("login-policy-edited", EditPolicyAsync),
        ("login-policy-invalid", BreakPolicyAsync),
        ("login-policy-conflict", page => ConflictAsync(running, page)),
        ("login-policy-return", ReturnAsync),
        ("users", page => GoAsync(page, "users", ".empty")),
        ("users-found", page => GoAsync(page, "users/sample", ".user-head")),
        ("users-unknown", page => GoAsync(page, "users/nobody", ".empty")),
        ("users-kick", async page =>
        {
            await GoAsync(page, "users/sample", ".user-head");
            await OpenDialogAsync(page, page.Page.Locator("td.actions button").First);
        }),
        ("users-platforms", async page => { await CloseAsync(page); await page.Button(UserWords.KickPlatform).ClickAsync(); await MenuAsync(page); }),
        ("events", page => FeedAsync(running, page)),
        ("endpoints", page => GoAsync(page, "events/endpoints", ".figures")),
        ("endpoints-new", page => OpenDialogAsync(page, page.Button(EventWords.NewEndpoint))),
        ("endpoints-edit", async page => { await CloseAsync(page); await OpenDialogAsync(page, page.Button(PartWords.Edit).First); }),
        ("endpoints-delete", async page => { await CloseAsync(page); await OpenDialogAsync(page, page.Button(PartWords.Delete).Last); }),
        ("endpoints-secret", RotateAsync),
        ("apps", async page => { await page.TakeSecretAsync(); await GoAsync(page, "apps", ".keys"); }),
        ("apps-new", page => OpenDialogAsync(page, page.Button(AppWords.New))),
        ("apps-key", async page => { await CloseAsync(page); await OpenDialogAsync(page, page.Button(AppWords.AddKey)); }),
        ("operators", async page => { await CloseAsync(page); await GoAsync(page, "operators", "tbody tr"); }),
        ("operators-new", page => OpenDialogAsync(page, page.Button(OperatorWords.Add))),
        ("operators-reset", async page => { await CloseAsync(page); await OpenDialogAsync(page, page.Button($"{page.Say(OperatorWords.Reset)}: kobayashi")); }),
        ("account", async page =>
        {
            await CloseAsync(page);
            await page.Button($"{page.Say(LayoutWords.Account)}: {ConsoleService.Admin}").ClickAsync();
            await MenuAsync(page);
        }),
        ("password", async page => { await page.Page.GetByText(page.Say(IdentityWords.ChangePassword)).ClickAsync(); await page.Dialog.WaitForAsync(); }),
        ("cluster", async page => { await CloseAsync(page); await GoAsync(page, "cluster", "tbody tr"); }),
        ("cluster-drain", page => OpenDialogAsync(page, page.Page.Locator("td.actions button").First)),
        ("audit", async page => { await CloseAsync(page); await GoAsync(page, "audit", "tbody tr"); }),
        ("not-found", async page => { await CloseAsync(page); await GoAsync(page, "nowhere", ".empty"); }),
    ];

    private static async Task GoAsync(ConsolePage page, string address, string sight)
    {
        await page.Page.Keyboard.PressAsync("Escape");
        await page.GoAsync(address);
        await page.Page.Locator(sight).First.WaitForAsync();
    }

    private static async Task EditPolicyAsync(ConsolePage page)
    {
        await page.Page.Locator(".matrix input[value=Triple]").ClickAsync();
        foreach (var platform in new[] { "Android", "Web", "Mac" })
            await page.Button(platform).ClickAsync();
        await page.Page.Locator(".savebar").WaitForAsync();
    }

    private static async Task BreakPolicyAsync(ConsolePage page)
    {
        await page.Page.Locator(".timing input").Nth(3).FillAsync("20");
        await page.Page.Locator(".timing input").Nth(3).BlurAsync();
        await page.Page.Locator(".savebar .error").First.WaitForAsync();
    }

    private static async Task ConflictAsync(ConsoleService running, ConsolePage page)
    {
        await page.Button(PartWords.Discard).ClickAsync();
        await page.Page.Locator(".matrix input[value=Multi]").ClickAsync();
        await page.Button(PolicyWords.More.In(page.Tongue, "Linux")).ClickAsync();
        await running.Api.SetPolicyAsync(page.Tongue == TongueKind.English ? "Single" : "Triple");
        await OpenDialogAsync(page, page.Button(PartWords.Save));
    }

    private static async Task ReturnAsync(ConsolePage page)
    {
        await page.InDialog(PolicyWords.TakeTheirs).ClickAsync();
        await page.Dialog.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await OpenDialogAsync(page, page.Page.Locator(".history button").First);
        await page.InDialog(PolicyWords.ReturnTo).WaitForAsync();
    }

    private static async Task FeedAsync(ConsoleService running, ConsolePage page)
    {
        await page.Page.Keyboard.PressAsync("Escape");
        await page.GoAsync("events");
        await page.Page.Locator(".chip.good").WaitForAsync();
        await using (await ConsoleTraffic.StartAsync(running.Process))
            await page.Page.Locator("tbody tr").Nth(5).WaitForAsync();
        await page.Page.Locator("tbody .chip.warn").First.WaitForAsync();
    }

    private static async Task RotateAsync(ConsolePage page)
    {
        await CloseAsync(page);
        await OpenDialogAsync(page, page.Button(EventWords.Rotate).First);
        await page.InDialog(EventWords.Rotate).ClickAsync();
        await page.Page.GetByTestId("secret").WaitForAsync();
    }

    private static async Task OpenDialogAsync(ConsolePage page, ILocator opener)
    {
        await opener.ClickAsync();
        await page.Dialog.WaitForAsync();
    }

    private static Task MenuAsync(ConsolePage page) => page.Page.Locator(".mud-popover-open").WaitForAsync();

    private static async Task CloseAsync(ConsolePage page)
    {
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Dialog.WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }
}
