using Microsoft.Playwright;
using PresenceCluster.AdminConsole.Events;
using PresenceCluster.AdminConsole.Identity;
using PresenceCluster.AdminConsole.Layout;
using PresenceCluster.AdminConsole.Operators;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>Everything can be done with the keyboard alone, and the place of the focus is always visible.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class ConsoleKeyboardTests(ConsoleService running)
{
    private const string Colleague = "colleague";
    private const int TabsMax = 120;
    private const int TabsMin = 10;

    // An outline or a shadow must show the focus. Fields draw it around their frame.
    private const string Unseen = """
        (() => {
          const at = document.activeElement;
          if (at === document.body || at.closest('.mud-input-control')) return '';
          const look = getComputedStyle(at), box = at.getBoundingClientRect();
          const isSeen = (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0) && box.right > 0 && box.left < innerWidth && box.width > 0;
          return isSeen ? '' : at.outerHTML.slice(0, 200);
        })()
        """;

    [Theory]
    [InlineData("login-policy", 1280)]
    [InlineData("events/endpoints", 390)]
    [InlineData("operators", 390)]
    public async Task Tab_leads_through_the_page_and_out_of_it_and_the_focus_is_always_seen(string address, int width)
    {
        // Only the row of another operator has something to press.
        await running.Api.CallAsync(HttpMethod.Post, "/v1/operators", new { name = Colleague, role = "Viewer" });
        var page = await running.AtAsync("users");
        await page.GoAsync(address);
        await page.Page.SetViewportSizeAsync(width, 900);
        await page.Page.Locator("main button").First.WaitForAsync();
        await page.Page.EvaluateAsync("document.activeElement.blur(); document.body.tabIndex = -1; document.body.focus()");
        List<string> unseen = [];

        await page.Page.Keyboard.PressAsync("Tab");
        Assert.Equal(page.Say(LayoutWords.SkipToContent), await page.FocusedAsync());
        var steps = 1;
        while (steps++ < TabsMax && await page.Page.EvaluateAsync<bool>("document.activeElement !== document.body"))
        {
            if (await page.Page.EvaluateAsync<string>(Unseen) is { Length: > 0 } element)
                unseen.Add(element);
            await page.Page.Keyboard.PressAsync("Tab");
        }

        await page.Page.SetViewportSizeAsync(1280, 900);
        await running.Api.CallAsync(HttpMethod.Delete, "/v1/operators/" + Colleague);
        Assert.True(steps < TabsMax, "Tab does not lead out of the page.");
        Assert.True(steps > TabsMin, $"Only {steps} stops.");
        Assert.True(unseen.Count == 0, string.Join('\n', unseen));
    }

    [Fact]
    public async Task Skip_link_leads_to_the_content()
    {
        var page = await running.AtAsync("users");
        await page.Page.EvaluateAsync("document.activeElement.blur(); document.body.tabIndex = -1; document.body.focus()");

        await page.Page.Keyboard.PressAsync("Tab");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Page.Locator("main")).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("Tab");

        await Expect(page.Page.Locator("#user-search")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Another_page_starts_at_its_heading()
    {
        var page = await running.AtAsync("users");

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Events" }).FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");

        await Expect(page.Page.Locator("h1")).ToBeFocusedAsync();
        await Expect(page.Page.Locator("h1")).ToHaveTextAsync("Events");
    }

    [Fact]
    public async Task Dialog_keeps_the_focus_until_escape_and_gives_it_back()
    {
        var page = await running.AtAsync("operators");
        await page.Button(OperatorWords.Add).FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Dialog.Locator("input[name=operator-name]")).ToBeFocusedAsync();
        for (var step = 0; step < 12; step++)
        {
            await page.Page.Keyboard.PressAsync("Tab");
            Assert.True(
                await page.Page.EvaluateAsync<bool>("document.querySelector('.mud-dialog-container').contains(document.activeElement)"),
                "The focus left the dialog.");
        }

        await page.Page.Keyboard.PressAsync("Escape");

        await Expect(page.Dialog).ToHaveCountAsync(0);
        await Expect(page.Button(OperatorWords.Add)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Menu_opens_and_closes_and_gives_the_focus_back()
    {
        var page = await running.AtAsync("users");
        var account = page.Button($"{page.Say(LayoutWords.Account)}: {ConsoleService.Admin}");
        await account.FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Page.GetByRole(AriaRole.Menuitem).Or(page.Page.Locator(".mud-popover-open .mud-menu-item")).First).ToBeVisibleAsync();

        await page.Page.Keyboard.PressAsync("Escape");

        await Expect(page.Page.Locator(".mud-popover-open")).ToHaveCountAsync(0);
        await Expect(account).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Dialog_that_a_menu_opens_has_the_focus_and_closes_with_escape()
    {
        var page = await running.AtAsync("users");
        var account = page.Button($"{page.Say(LayoutWords.Account)}: {ConsoleService.Admin}");
        await account.FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Page.Locator(".mud-popover-open").GetByText(page.Say(IdentityWords.ChangePassword)).ClickAsync();
        await Expect(page.Dialog.Locator("input[name=current]")).ToBeFocusedAsync();
        await Expect(page.Page.Locator(".mud-popover-open")).ToHaveCountAsync(0);

        await page.Page.Keyboard.PressAsync("Escape");

        await Expect(page.Dialog).ToHaveCountAsync(0);
        await Expect(account).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Policy_is_chosen_with_the_arrows_and_the_matrix_says_what_excludes_what()
    {
        await running.Api.SetPolicyAsync("Dual");
        var page = await running.AtAsync("users");
        await page.GoAsync("login-policy");
        var dual = page.Page.GetByRole(AriaRole.Radio, new() { Name = "Dual platform" });
        await Expect(dual).ToBeCheckedAsync();
        await Expect(page.Page.GetByRole(AriaRole.Radiogroup)).ToHaveAccessibleNameAsync("Login policy");
        await Expect(dual).ToHaveAccessibleNameAsync(new System.Text.RegularExpressions.Regex(
            "in force.*one of: Android, iPhone, iPad, HarmonyOS, Windows, Mac, Linux one of: Web"));

        await dual.FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowDown");

        await Expect(page.Page.GetByRole(AriaRole.Radio, new() { Name = "Triple platform" })).ToBeFocusedAsync();
        await Expect(page.Page.Locator(".savebar [role=status]")).ToContainTextAsync("not saved");
        await page.Button("Discard changes").ClickAsync();
        await Expect(dual).ToBeCheckedAsync();
    }

    [Fact]
    public async Task Live_regions_tell_what_comes_by_itself()
    {
        var page = await running.AtAsync("events");

        await Expect(page.Page.GetByRole(AriaRole.Status)).ToContainTextAsync(page.Say(EventWords.Live));
        await page.GoAsync($"users/{ConsoleService.Overdue}");
        await Expect(page.Page.Locator(".user-name [role=status]")).ToContainTextAsync("Offline");
    }
}
