using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PresenceCluster.Tests.EndToEnd.Browser;

/// <summary>
/// The web server of an app whose pages contain the client of docs/protocol.md. A page logs in the user that its address names, does what
/// the address asks for, and reports what it sees.
/// </summary>
internal sealed partial class PageServer : IAsyncDisposable
{
    /// <summary>Reported when a UserSig was fetched for a login.</summary>
    public const string Signed = "signed";

    /// <summary>Reported when a login was answered.</summary>
    public const string LoggedIn = "logged-in";

    /// <summary>Reported when the page was left for another one.</summary>
    public const string Left = "left";

    /// <summary>Reported when the browser shows a page again that it has kept.</summary>
    public const string Returned = "returned";

    /// <summary>Reported when the page is hidden, if its address has <c>watch</c>.</summary>
    public const string Hidden = "hidden";

    // Two seconds after the login a test has seen it.
    private const string Page = """
        <!doctype html>
        <meta charset="utf-8">
        <title>page</title>
        <a>away</a>
        <script>
        const asked = new URLSearchParams(location.search), user = asked.get("user");
        const report = what => navigator.sendBeacon(`/seen?user=${user}&what=${what}`);
        const once = (what, act) => {
          if (!asked.has(what) || sessionStorage[what]) return;
          sessionStorage[what] = "done";
          setTimeout(act, 2000);
        };
        if (asked.has("mute")) window.setInterval = () => 0;
        if (asked.has("watch")) document.addEventListener("visibilitychange", () => report(document.visibilityState));
        addEventListener("pageshow", ({ persisted }) => { if (persisted) report("returned"); });
        CLIENT
        startPresence("SOCKET", APP, user, async () => (await fetch(`/usersig?user=${user}`, { cache: "no-store" })).text(), frame => {
          if (!frame.loginResult) return;
          report("logged-in");
          once("leave", () => { document.querySelector("a").href = asked.get("leave"); document.querySelector("a").click(); });
          once("reload", () => location.reload());
          once("twin", () => window.open(location.href));
        });
        </script>
        """;

    private const string Other = """
        <!doctype html>
        <title>other</title>
        <script>
        if (new URLSearchParams(location.search).has("back")) setTimeout(() => history.back(), 2000);
        </script>
        """;

    private readonly ConcurrentQueue<(string User, string What)> _reports = new();
    private readonly WebApplication _web;
    private readonly TestApp _app;
    private readonly string _page;

    private PageServer(WebApplication web, ServiceProcess service, TestApp app)
    {
        (_web, _app) = (web, app);
        _page = Page
            .Replace("SOCKET", $"ws://127.0.0.1:{service.HttpPort}/ws", StringComparison.Ordinal)
            .Replace("APP", $"{TestApp.Id}", StringComparison.Ordinal)
            .Replace("CLIENT", Client(), StringComparison.Ordinal);
    }

    private int Port
    {
        get
        {
            var addresses = _web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            return new Uri(addresses.Single()).Port;
        }
    }

    public static async Task<PageServer> StartAsync(ServiceProcess service, TestApp app)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new PageServer(builder.Build(), service, app);
        server._web.MapGet("/page", server.ShowPageAsync);
        server._web.MapGet("/other", server.ShowOtherAsync);
        server._web.MapGet("/usersig", server.SignAsync);
        server._web.MapPost("/seen", server.NoteAsync);
        await server._web.StartAsync();
        return server;
    }

    /// <summary>The address of a page with the client.</summary>
    /// <param name="user">The user that it logs in.</param>
    /// <param name="more">What else it does, as further parameters that begin with <c>&amp;</c>.</param>
    public string PageOf(string user, string more = "") => $"http://127.0.0.1:{Port}/page?user={user}{more}";

    /// <summary>The address of a page without the client, escaped for a parameter.</summary>
    public string OtherOf(string user, string host = "127.0.0.1", string more = "")
        => Uri.EscapeDataString($"http://{host}:{Port}/other?user={user}{more}");

    /// <summary>How often the pages of a user have reported something.</summary>
    public int Count(string user, string what) => _reports.Count(report => report == (user, what));

    /// <summary>Waits for a report.</summary>
    public Task WhenAsync(string user, string what, int times = 1, TimeSpan? within = null)
        => Eventually.IsTrueAsync(() => Count(user, what) >= times, $"the page of {user} reports '{what}' {times} times", within);

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
    }

    private static string Client()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "protocol.md"));
        return Script().Match(text[text.IndexOf("## A client for the browser", StringComparison.Ordinal)..]).Groups[1].Value;
    }

    private static string Asked(HttpContext context, string name) => context.Request.Query[name].ToString();

    private Task ShowPageAsync(HttpContext context) => WriteAsync(context, "text/html", _page);

    private Task ShowOtherAsync(HttpContext context)
    {
        _reports.Enqueue((Asked(context, "user"), Left));
        return WriteAsync(context, "text/html", Other);
    }

    private Task SignAsync(HttpContext context)
    {
        var user = Asked(context, "user");
        _reports.Enqueue((user, Signed));
        return WriteAsync(context, "text/plain", _app.UserSig(user));
    }

    private Task NoteAsync(HttpContext context)
    {
        _reports.Enqueue((Asked(context, "user"), Asked(context, "what")));
        return Task.CompletedTask;
    }

    private static Task WriteAsync(HttpContext context, string type, string content)
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(content);
    }

    [GeneratedRegex(@"```js\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Script();
}
