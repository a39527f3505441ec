using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>
/// One real process and one headless Chromium for all tests of a class. The printed one-time password is used up on the way, in the
/// browser, as the first operator would.
/// </summary>
public sealed partial class ConsoleService : IAsyncLifetime
{
    internal const string Admin = "admin";
    internal const string Password = "a-password-of-my-own";

    // The distribution's browser; the one that Playwright would fetch is not wanted.
    private const string Chromium = "/usr/bin/chromium";

    private readonly string _directory = Directory.CreateTempSubdirectory("presence-console-").FullName;
    private readonly Dictionary<(int Width, ColorScheme Colours, string Language), IBrowserContext> _windows = [];
    private ServiceProcess? _service;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal ServiceProcess Process => _service ?? throw new InvalidOperationException("The service was not started.");

    public async Task InitializeAsync()
    {
        _service = await ServiceProcess
            .Start("Silo", _directory, [.. TestApp.Seed("Edition=Ultimate"), "--Webhooks:AllowPrivateAddresses=true"])
            .WhenReadyAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
        await UseOneTimePasswordAsync();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
        await Process.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>A tab with nobody signed in. Tabs of the same kind share what the browser has downloaded, and no sign-in.</summary>
    internal async Task<ConsolePage> OpenAsync(int width = 1280, ColorScheme colours = ColorScheme.Light, string language = "en")
    {
        var kind = (width, colours, language);
        if (!_windows.TryGetValue(kind, out var window))
        {
            _windows[kind] = window = await _browser!.NewContextAsync(new()
            {
                ViewportSize = new() { Width = width, Height = width < 600 ? 844 : 900 },
                ColorScheme = colours,
                Locale = language,
            });
        }

        return await ConsolePage.OpenAsync(await window.NewPageAsync(), Process.Http);
    }

    /// <summary>The same, with the first administrator signed in.</summary>
    internal async Task<ConsolePage> SignInAsync(int width = 1280, ColorScheme colours = ColorScheme.Light, string language = "en")
    {
        var page = await OpenAsync(width, colours, language);
        await page.SignInAsync(Admin, Password);
        return page;
    }

    private async Task UseOneTimePasswordAsync()
    {
        await Eventually.IsTrueAsync(() => Printed().IsMatch(Process.Output), "the one-time password is printed");
        await using var page = await OpenAsync();
        await page.ChooseFirstPasswordAsync(Admin, Printed().Match(Process.Output).Groups[1].Value, Password);
    }

    [GeneratedRegex(@"one-time password (\S+)")]
    private static partial Regex Printed();
}
