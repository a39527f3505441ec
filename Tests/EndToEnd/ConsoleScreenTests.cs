using Microsoft.Playwright;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>
/// Every page of the console, at both widths, in both colour schemes and both languages: nothing keeps anybody from using it, nothing
/// is wider than the screen. With <c>PRESENCE_SCREENSHOTS</c> naming a folder, pictures of all of them are left there.
/// </summary>
public sealed class ConsoleScreenTests(ConsoleService running) : IClassFixture<ConsoleService>
{
    private const int NarrowWidth = 390;

    private static readonly string[] Addresses =
        ["", "users", "users/sample", "events", "events/endpoints", "apps", "operators"];

    private static readonly string? Pictures = Environment.GetEnvironmentVariable("PRESENCE_SCREENSHOTS") is { Length: > 0 } folder ? folder : null;

    [Theory]
    [InlineData(1280, ColorScheme.Light, "en")]
    [InlineData(NarrowWidth, ColorScheme.Dark, "ja")]
    public async Task Pages_fit_the_screen_and_have_no_barriers(int width, ColorScheme colours, string language)
    {
        await using var life = await ConsoleTraffic.StartAsync(running.Process);
        await using var page = await running.OpenAsync(width, colours, language);
        await CheckAsync(page, "sign-in", $"{width}-{colours}-{language}");
        await page.SignInAsync(ConsoleService.Admin, ConsoleService.Password);
        foreach (var address in Addresses)
        {
            await page.GoAsync(address);
            await page.Page.Locator("[role=status] .mud-skeleton").First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
            await CheckAsync(page, address, $"{width}-{colours}-{language}");
        }

        page.AssertQuiet();
    }

    [Fact]
    public async Task Pictures_of_the_remaining_combinations_are_taken_on_request()
    {
        if (Pictures is null)
            return;
        await using var life = await ConsoleTraffic.StartAsync(running.Process);
        foreach (var (width, colours, language) in new[]
        {
            (1280, ColorScheme.Dark, "ja"), (1280, ColorScheme.Light, "ja"), (1280, ColorScheme.Dark, "en"),
            (NarrowWidth, ColorScheme.Light, "en"), (NarrowWidth, ColorScheme.Dark, "en"), (NarrowWidth, ColorScheme.Light, "ja"),
        })
        {
            await using var page = await running.SignInAsync(width, colours, language);
            foreach (var address in Addresses)
            {
                await page.GoAsync(address);
                await page.Page.WaitForLoadStateAsync(LoadState.Load);
                await PictureAsync(page, address, $"{width}-{colours}-{language}");
            }
        }
    }

    private static async Task CheckAsync(ConsolePage page, string address, string how)
    {
        await PictureAsync(page, address, how);
        Assert.True(await page.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{address} is wider than the screen at {how}.");
        var barriers = (await page.FindBarriersAsync()).ToList();
        Assert.True(barriers.Count == 0, $"{address} at {how}:\n{string.Join('\n', barriers)}");
    }

    private static async Task PictureAsync(ConsolePage page, string address, string how)
    {
        if (Pictures is null)
            return;
        var name = address.Length == 0 ? "login-policy" : address.Replace('/', '-');
        await page.Page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}-{how}.png"), FullPage = true });
    }
}
