using Xunit;
using Xunit.Abstractions;

namespace PresenceCluster.Tests.EndToEnd.Browser;

/// <summary>
/// Clients that are silent stay Online: a page without timers by default; a hidden page and clients behind proxies by
/// <c>./test.sh --browser 15m</c>.
/// </summary>
public sealed class BrowserRunTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Hidden_tab_and_clients_behind_stock_proxies_stay_online_without_an_event()
    {
        using var progress = RunProgress.FromEnvironment(output.WriteLine);
        await using var run = new BrowserRun(BrowserRunOptions.FromEnvironment(), progress.Say);

        await run.RunAsync();
    }
}
