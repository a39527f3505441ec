using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using PresenceCluster.AdminConsole.Language;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>The console in one tab, addressed by what an operator sees: names of buttons and fields.</summary>
internal sealed class ConsolePage : IAsyncDisposable
{
    /// <summary>The first page waits for some megabytes and for the runtime to start, on a machine with other work.</summary>
    public const float PatienceMilliseconds = 30_000;

    private static readonly Lazy<string> Axe = new(() => new BundledAxeScriptProvider().GetScript());

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
        await page.Locator("input[name=name]").WaitForAsync();
        return console;
    }

    /// <summary>The language that <see cref="Say"/> speaks; English at first.</summary>
    public TongueKind Tongue { get; set; }

    /// <summary>A text of the console as this page has it.</summary>
    public string Say(Phrase phrase) => phrase.In(Tongue);

    public ILocator Button(Phrase name) => Button(Say(name));

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator InDialog(Phrase name) => Dialog.GetByRole(AriaRole.Button, new() { Name = Say(name), Exact = true });

    public ILocator Field(Phrase label) => Field(Say(label));

    public ILocator Field(string label) => Page.GetByLabel(label, new() { Exact = true });

    public async Task SignInAsync(string name, string password)
    {
        await EnterAsync(name, password);
        await Page.Locator(".page-head").WaitForAsync();
    }

    /// <summary>Fills in the sign-in, and no more.</summary>
    public async Task EnterAsync(string name, string password)
    {
        await Page.Locator("input[name=name]").FillAsync(name);
        await Page.Locator("input[name=password]").FillAsync(password);
        await Page.Locator("button[type=submit]").ClickAsync();
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

    /// <summary>Takes down a secret that is shown only once.</summary>
    public async Task<string> TakeSecretAsync()
    {
        var secret = await Page.GetByTestId("secret").InnerTextAsync();
        await Dialog.GetByRole(AriaRole.Button).Last.ClickAsync();
        await Dialog.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        return secret;
    }

    /// <summary>Goes to a page by its address below the console's, as its own links do; the sign-in stays.</summary>
    public async Task GoAsync(string address)
    {
        // Another page has another element as its head. Within one page, and for the first page of the console, it may be the same.
        const string Leave = """
            address => {
              const first = url => new URL(url, document.baseURI).pathname.split('/')[2];
              if (first(location.href) && first(address) !== first(location.href)) document.querySelector('h1')?.setAttribute('data-left', '');
              Blazor.navigateTo(address);
            }
            """;
        await Page.EvaluateAsync(Leave, new Uri(_base, address).ToString());
        await Page.Locator("h1:not([data-left])").WaitForAsync();
    }

    /// <summary>Opens the page anew, as the browser's button does.</summary>
    public Task ReloadAsync() => Page.ReloadAsync();

    /// <summary>The element with the focus, named as a screen reader names it.</summary>
    public Task<string> FocusedAsync() => Page.EvaluateAsync<string>(
        "(() => { const at = document.activeElement; return at.getAttribute('aria-label') || at.innerText?.trim() "
            + "|| at.labels?.[0]?.innerText?.trim() || at.id || at.tagName; })()");

    /// <summary>Everything that an accessibility check finds to matter.</summary>
    public async Task<string[]> FindBarriersAsync()
    {
        // Loads the script once per document and returns only the sentences. The package for Playwright loads it twice for every look.
        if (!await Page.EvaluateAsync<bool>("'axe' in window"))
            await Page.EvaluateAsync(Axe.Value);
        return await Page.EvaluateAsync<string[]>("""
            async () => (await axe.run({ resultTypes: ['violations'] })).violations
              .filter(one => one.impact === 'serious' || one.impact === 'critical')
              .map(one => `${one.id} (${one.impact}): ${one.nodes.slice(0, 3).map(node => node.html).join(' | ')}`)
            """);
    }

    /// <summary>The browser reported no error, and asked no other server than the service.</summary>
    public void AssertQuiet() => Assert.Empty(_complaints);

    public async ValueTask DisposeAsync() => await Page.CloseAsync();

    // To the console a refused call is an answer like any other, but the browser's log has it as an error.
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
