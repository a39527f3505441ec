using Microsoft.Playwright;
using PresenceCluster.AdminConsole.Language;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>
/// Every page, dialog and menu of the console at both widths, in both colour schemes and both languages. No accessibility barrier is found,
/// and nothing is wider than the screen. If <c>PRESENCE_SCREENSHOTS</c> names a folder, pictures of all of it are stored there.
/// </summary>
[Collection(ConsoleCollection.Name)]
public sealed class ConsoleScreenTests(ConsoleService running)
{
    private const int Wide = 1280;
    private const int Narrow = 390;

    // Colours change within a frame or two; a half-changed page is good neither for a picture nor for a check. A whole page is pictured
    // from its top.
    private const string Settled = """
        async () => {
          if (!document.querySelector('.mud-dialog')) scrollTo(0, 0);
          await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
          const passing = document.getAnimations().filter(one => one.effect.getComputedTiming().iterations !== Infinity);
          await Promise.all(passing.map(one => one.finished.catch(() => { })));
        }
        """;

    private static readonly (int Width, ColorScheme Colours)[] All =
        [(Wide, ColorScheme.Light), (Wide, ColorScheme.Dark), (Narrow, ColorScheme.Light), (Narrow, ColorScheme.Dark)];

    private static readonly string? Pictures = Environment.GetEnvironmentVariable("PRESENCE_SCREENSHOTS") is { Length: > 0 } folder ? folder : null;

    private readonly List<string> _faults = [];

    // Each language is checked at one width in each scheme. Together the runs check the fit of everything; pictures are taken of all.
    [Theory]
    [InlineData("en", ColorScheme.Light)]
    [InlineData("ja", ColorScheme.Dark)]
    public async Task Everything_fits_the_screen_and_has_no_barriers(string language, ColorScheme whenWide)
    {
        await using var scene = await ConsoleScene.StartAsync(running);
        var window = await running.NewWindowAsync();
        await using var page = await running.OpenAsync(window);
        if (language == "ja")
        {
            await page.Page.GetByText("日本語で表示").ClickAsync();
            page.Tongue = TongueKind.Japanese;
        }

        await SignInAsync(page, scene, whenWide);
        foreach (var (name, open) in ConsoleTour.Stops(running))
        {
            await ResizeAsync(page, Wide);
            await open(page);
            await LookAsync(page, name, whenWide);
        }

        await page.Page.SetViewportSizeAsync(Narrow, 844);
        await page.Page.Locator("header button").First.ClickAsync();
        await page.Page.Locator(".side.mud-drawer--open").WaitForAsync();
        await LookAsync(page, "menu", whenWide, isWideToo: false);
        await window.CloseAsync();
        Assert.True(_faults.Count == 0, string.Join('\n', _faults));
        page.AssertQuiet();
    }

    private async Task SignInAsync(ConsolePage page, ConsoleScene scene, ColorScheme whenWide)
    {
        await LookAsync(page, "sign-in", whenWide);
        await page.EnterAsync("tanaka", "not the password");
        await page.Page.Locator(".mud-alert").WaitForAsync();
        await LookAsync(page, "sign-in-refused", whenWide);
        await page.EnterAsync("tanaka", scene.OneTimePassword);
        await page.Page.Locator("input[name=repeat]").WaitForAsync();
        await LookAsync(page, "first-password", whenWide);
        await page.Page.Locator(".gate .link").ClickAsync();
        await page.SignInAsync(ConsoleService.Admin, ConsoleService.Password);
    }

    // The menu appears and disappears with the width, and moves the buttons.
    private static async Task ResizeAsync(ConsolePage page, int width, bool movesMenu = true)
    {
        await page.Page.SetViewportSizeAsync(width, width == Wide ? 900 : 844);
        if (movesMenu && await page.Page.Locator(".side").CountAsync() > 0)
            await page.Page.Locator(width == Wide ? ".side.mud-drawer--open" : ".side.mud-drawer--closed")
                .WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    private async Task LookAsync(ConsolePage page, string name, ColorScheme whenWide, bool isWideToo = true)
    {
        foreach (var (width, colours) in All.Where(look => isWideToo || look.Width == Narrow))
        {
            var isChecked = (width == Wide) == (colours == whenWide);
            if (!isChecked && Pictures is null)
                continue;
            await ResizeAsync(page, width, movesMenu: isWideToo);
            await page.Page.EmulateMediaAsync(new() { ColorScheme = colours, ReducedMotion = ReducedMotion.Reduce });
            await page.Page.Locator(colours == ColorScheme.Dark ? ".console-dark" : ".console-light").WaitForAsync();
            await page.Page.EvaluateAsync(Settled);
            var how = $"{name}-{width}-{colours}-{page.Tongue}";
            if (Pictures is not null)
                await page.Page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, how + ".png"), FullPage = await page.Dialog.CountAsync() == 0 });
            if (!isChecked)
                continue;
            if (!await page.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"))
                _faults.Add($"{how} is wider than the screen.");
            // Barriers are the same in every language, and finding them takes most of the time.
            if (page.Tongue == TongueKind.English || Pictures is not null)
                _faults.AddRange((await page.FindBarriersAsync()).Select(barrier => $"{how}: {barrier}"));
        }
    }
}
