using Microsoft.Playwright;
using PresenceCluster.Tests.Delivery.Http;
using PresenceCluster.Tests.Gateway.Operators;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>
/// One real process and one browser for all tests of the console, with an identity provider and a back end that refuses events.
/// </summary>
public sealed class ConsoleService : IAsyncLifetime
{
    internal const string Admin = ConsoleBrowser.Admin;
    internal const string Password = ConsoleBrowser.Password;

    /// <summary>The user whose event no endpoint accepts in time.</summary>
    internal const string Overdue = "overdue";

    private readonly string _directory = Directory.CreateTempSubdirectory("presence-console-").FullName;
    private ServiceProcess? _service;
    private ConsoleBrowser? _browser;
    private RecordingReceiver? _deaf;
    private ConsoleApi? _api;

    /// <summary>The identity provider whose tokens the service accepts.</summary>
    internal IdentityProvider Provider { get; } = new();

    internal ServiceProcess Process => _service ?? throw new InvalidOperationException("The service was not started.");

    /// <summary>The first administrator, past the browser.</summary>
    internal ConsoleApi Api => _api ?? throw new InvalidOperationException("Nobody is signed in yet.");

    /// <summary>A back end that refuses every event until a test changes that.</summary>
    internal RecordingReceiver Deaf => _deaf ?? throw new InvalidOperationException("The receiver was not started.");

    public async Task InitializeAsync()
    {
        _deaf = await RecordingReceiver.StartAsync();
        _deaf.Answer = _ => (503, "out of order");
        await Provider.StartAsync();
        _service = await ServiceProcess
            .Start("Silo", _directory,
            [
                .. TestApp.Seed("Edition=Ultimate"),
                "--Webhooks:AllowPrivateAddresses=true",
                $"--Console:ExternalIssuer:Issuer={Provider.Issuer}",
                $"--Console:ExternalIssuer:Audience={IdentityProvider.Audience}",
            ])
            .WhenReadyAsync();
        _browser = await ConsoleBrowser.StartAsync(Process.Http, [Process]);
        _api = await ConsoleApi.SignInAsync(Process.Http, Admin, Password);
        await MissADeliveryAsync(_api);
    }

    public async Task DisposeAsync()
    {
        _api?.Dispose();
        if (_browser is not null)
            await _browser.DisposeAsync();
        await Process.DisposeAsync();
        await Provider.DisposeAsync();
        if (_deaf is not null)
            await _deaf.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <inheritdoc cref="ConsoleBrowser.NewWindowAsync"/>
    internal Task<IBrowserContext> NewWindowAsync() => _browser!.NewWindowAsync();

    /// <inheritdoc cref="ConsoleBrowser.OpenAsync"/>
    internal Task<ConsolePage> OpenAsync(IBrowserContext? window = null) => _browser!.OpenAsync(window);

    /// <inheritdoc cref="ConsoleBrowser.SignInAsync"/>
    internal Task<ConsolePage> SignInAsync(IBrowserContext? window = null) => _browser!.SignInAsync(window);

    /// <inheritdoc cref="ConsoleBrowser.AtAsync"/>
    internal Task<ConsolePage> AtAsync(string address) => _browser!.AtAsync(address);

    // Only events that are a minute old are given up. An event of now is a dead letter by the time a test looks at it.
    private async Task MissADeliveryAsync(ConsoleApi api)
    {
        await api.SendAsync(
            HttpMethod.Post, "/endpoints", new { url = Deaf.Url, events = new[] { "AccountImport" }, maxAge = "00:01:00", timeout = "00:00:10" });
        using var app = new TestApp(Process.Http);
        await app.PostAsync("im_open_login_svc/account_import", $$"""{"UserID":"{{Overdue}}"}""");
    }
}
