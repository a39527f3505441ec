using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>One headless Chromium, and the first administrator, whose one-time password has been replaced in it.</summary>
internal sealed partial class ConsoleBrowser : IAsyncDisposable
{
    public const string Admin = "admin";
    public const string Password = "a-password-of-my-own";

    /// <summary>The distribution's browser, not the one that Playwright would download.</summary>
    public const string Chromium = "/usr/bin/chromium";

    private readonly Uri _service;
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private IBrowserContext? _window;
    private ConsolePage? _adminPage;

    private ConsoleBrowser(Uri service, IPlaywright playwright, IBrowser browser)
        => (_service, _playwright, _browser) = (service, playwright, browser);

    /// <summary>Starts the browser for the console at an address; one of the processes has printed the one-time password.</summary>
    public static async Task<ConsoleBrowser> StartAsync(Uri service, IReadOnlyList<ServiceProcess> processes)
    {
        // Otherwise assertions about a page that has just been loaded again wait only five seconds.
        Assertions.SetDefaultExpectTimeout(ConsolePage.PatienceMilliseconds);
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
        var started = new ConsoleBrowser(service, playwright, browser);
        await Eventually.IsTrueAsync(() => processes.Any(process => Printed().IsMatch(process.Output)), "the one-time password is printed");
        var oneTime = processes.Select(process => Printed().Match(process.Output)).First(match => match.Success).Groups[1].Value;
        started._window = await started.NewWindowAsync();
        started._adminPage = await started.OpenAsync();
        await started._adminPage.ChooseFirstPasswordAsync(Admin, oneTime, Password);
        return started;
    }

    /// <summary>A separate browser profile, which shares nothing with other windows.</summary>
    public Task<IBrowserContext> NewWindowAsync() => _browser.NewContextAsync(new()
    {
        ViewportSize = new() { Width = 1280, Height = 900 },
        ColorScheme = ColorScheme.Light,
        Locale = "en",
    });

    /// <summary>A tab without a sign-in. Tabs of one window share the browser's downloads, but no sign-in.</summary>
    public async Task<ConsolePage> OpenAsync(IBrowserContext? window = null)
        => await ConsolePage.OpenAsync(await (window ?? _window!).NewPageAsync(), _service);

    /// <summary>A tab with the first administrator signed in.</summary>
    public async Task<ConsolePage> SignInAsync(IBrowserContext? window = null)
    {
        var page = await OpenAsync(window);
        await page.SignInAsync(Admin, Password);
        return page;
    }

    /// <summary>The first administrator's own tab, which the tests use in turn, at a page.</summary>
    public async Task<ConsolePage> AtAsync(string address)
    {
        await _adminPage!.GoAsync(address);
        return _adminPage;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _playwright.Dispose();
    }

    [GeneratedRegex(@"one-time password (\S+)")]
    private static partial Regex Printed();
}
