using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>The console in one tab, by what an operator sees of it: names of buttons and fields.</summary>
internal sealed class ConsolePage : IAsyncDisposable
{
    // The first page waits for some megabytes and for the runtime to start, on a machine that does other things as well.
    private const float PatienceMilliseconds = 45_000;

    private readonly Uri _base;
    private readonly List<string> _complaints = [];

    private ConsolePage(IPage page, Uri service)
    {
        (Page, _base) = (page, new Uri(service, "/console/"));
        page.SetDefaultTimeout(PatienceMilliseconds);
        page.PageError += (_, fault) => _complaints.Add(fault);
        page.Console += (_, message) => Note(message);
        page.Request += (_, request) => NoteStranger(request.Url);
    }

    public IPage Page { get; }

    public ILocator Dialog => Page.Locator(".mud-dialog");

    public static async Task<ConsolePage> OpenAsync(IPage page, Uri service)
    {
        var console = new ConsolePage(page, service);
        await page.GotoAsync(console._base.ToString());
        await console.Field("Name").Or(page.GetByLabel("ユーザー名")).WaitForAsync();
        return console;
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Field(string label) => Page.GetByLabel(label, new() { Exact = true });

    public async Task SignInAsync(string name, string password)
    {
        await EnterAsync(name, password);
        await Page.Locator(".page-head").WaitForAsync();
    }

    /// <summary>Signs in with a password that works only once, and chooses another.</summary>
    public async Task ChooseFirstPasswordAsync(string name, string oneTime, string own)
    {
        await EnterAsync(name, oneTime);
        await Field("Current password").FillAsync(oneTime);
        await Field("New password").FillAsync(own);
        await Field("New password again").FillAsync(own);
        await Button("Change password").ClickAsync();
        await Page.Locator(".page-head").WaitForAsync();
    }

    /// <summary>Goes to a page by its address below the console's; the sign-in stays.</summary>
    public async Task GoAsync(string address)
    {
        await Page.GotoAsync(new Uri(_base, address).ToString());
        await Page.Locator(".page-head").WaitForAsync();
    }

    /// <summary>Everything that an accessibility check finds to matter.</summary>
    public async Task<IEnumerable<string>> FindBarriersAsync()
    {
        var result = await Page.RunAxe();
        return result.Violations.Where(one => one.Impact is "serious" or "critical").Select(Describe);
    }

    /// <summary>Nothing went wrong in the browser, and nothing was asked of anybody but the service.</summary>
    public void AssertQuiet() => Assert.Empty(_complaints);

    public async ValueTask DisposeAsync() => await Page.CloseAsync();

    private async Task EnterAsync(string name, string password)
    {
        await Page.Locator("input[name=name]").FillAsync(name);
        await Page.Locator("input[name=password]").FillAsync(password);
        await Page.Locator("button[type=submit]").ClickAsync();
    }

    private static string Describe(AxeResultItem one)
        => $"{one.Id} ({one.Impact}): {string.Join(" | ", one.Nodes.Take(3).Select(node => node.Html))}";

    // A refused call is an answer like any other to the console, but an error in the browser's log.
    private void Note(IConsoleMessage message)
    {
        if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            _complaints.Add(message.Text);
    }

    private void NoteStranger(string url)
    {
        if (new Uri(url) is { Scheme: "http" or "https" } asked && asked.Authority != _base.Authority)
            _complaints.Add($"Asked for {url}");
    }
}
