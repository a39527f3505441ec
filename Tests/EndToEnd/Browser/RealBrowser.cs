using System.Diagnostics;
using System.Text.Json.Nodes;

namespace PresenceCluster.Tests.EndToEnd.Browser;

/// <summary>
/// A headless Chromium that is steered by the HTTP endpoints of its debugging port. No debugger is attached to its pages. One would keep a
/// hidden page visible and its timers at full speed, and a page that is left out of the back/forward cache.
/// </summary>
internal sealed class RealBrowser : IAsyncDisposable
{
    private readonly string _profile;
    private readonly Process _process;
    private readonly HttpClient _http;

    private RealBrowser(string profile, Process process, int port)
    {
        (_profile, _process) = (profile, process);
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public static async Task<RealBrowser> StartAsync()
    {
        var profile = Directory.CreateTempSubdirectory("presence-browser-").FullName;
        var process = Process.Start(new ProcessStartInfo(ConsoleBrowser.Chromium)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--no-first-run", "--disable-popup-blocking", "--remote-debugging-port=0", $"--user-data-dir={profile}",
                "about:blank",
            },
        })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var port = 0;
        await Eventually.IsTrueAsync(() => TryReadPort(profile, out port), "Chromium opens its debugging port");
        return new RealBrowser(profile, process, port);
    }

    /// <summary>Opens an address in a new tab in front of the others, which are hidden from then on.</summary>
    public async Task OpenAsync(string address)
    {
        using var answer = await _http.PutAsync($"/json/new?{Uri.EscapeDataString(address)}", content: null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Closes the tabs whose address contains a text.</summary>
    public async Task CloseAsync(string part)
    {
        var tabs = JsonNode.Parse(await _http.GetStringAsync("/json/list"))!.AsArray();
        foreach (var tab in tabs.Where(one => ((string)one!["url"]!).Contains(part, StringComparison.Ordinal)))
            await _http.GetStringAsync($"/json/close/{tab!["id"]}");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        try
        {
            Directory.Delete(_profile, recursive: true);
        }
        catch (IOException)
        {
            // A process of the browser that ends last may write once more. The folder is a temporary one.
        }
    }

    private static bool TryReadPort(string profile, out int port)
    {
        port = 0;
        var file = new FileInfo(Path.Combine(profile, "DevToolsActivePort"));
        return file is { Exists: true, Length: > 0 } && int.TryParse(File.ReadLines(file.FullName).First(), out port);
    }
}
