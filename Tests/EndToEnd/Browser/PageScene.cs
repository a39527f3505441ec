using Xunit;

namespace PresenceCluster.Tests.EndToEnd.Browser;

/// <summary>A service, an app's pages and a browser that shows them, for all tests of a class. The app lets five tabs be online.</summary>
public sealed class PageScene : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("presence-pages-").FullName;
    private ServiceProcess? _service;
    private TestApp? _app;
    private PageServer? _pages;
    private RealBrowser? _browser;

    internal TestApp App => _app ?? throw new InvalidOperationException("The service was not started.");

    internal PageServer Pages => _pages ?? throw new InvalidOperationException("The pages are not served.");

    internal RealBrowser Browser => _browser ?? throw new InvalidOperationException("The browser was not started.");

    public async Task InitializeAsync()
    {
        _service = await ServiceProcess.Start("Silo", _directory, TestApp.Seed("InstanceCaps:Web=5")).WhenReadyAsync();
        _app = new TestApp(_service.Http);
        _pages = await PageServer.StartAsync(_service, _app);
        _browser = await RealBrowser.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        if (_pages is not null)
            await _pages.DisposeAsync();
        _app?.Dispose();
        if (_service is not null)
            await _service.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
