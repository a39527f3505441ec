using Xunit;

namespace PresenceCluster.Tests.EndToEnd.Browser;

/// <summary>The client of docs/protocol.md does not trust a connection whose login or heartbeats are not answered.</summary>
public sealed class PageHeartbeatTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("presence-pages-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Page_gives_up_a_connection_to_a_gateway_that_does_not_answer(bool isLoggedIn)
    {
        const string user = "unanswered";
        await using var service = await ServiceProcess
            .Start("Silo", _directory, TestApp.Seed("Timings:WebHeartbeatInterval=00:00:01", "Timings:WebHeartbeatTimeout=00:00:03"))
            .WhenReadyAsync();
        using var app = new TestApp(service.Http);
        await using var pages = await PageServer.StartAsync(service, app);
        await using var browser = await RealBrowser.StartAsync();
        if (isLoggedIn)
        {
            await browser.OpenAsync(pages.PageOf(user));
            await pages.WhenAsync(user, PageServer.LoggedIn);
        }

        // The gateway is frozen. Its connections stay open, and nothing is answered.
        service.Signal("STOP");
        if (!isLoggedIn)
            await browser.OpenAsync(pages.PageOf(user));

        // 3 s without an answer to a heartbeat, or 15 s without one to the login, and up to a second of waiting before the next login.
        await pages.WhenAsync(user, PageServer.Signed, times: 2, within: isLoggedIn ? null : TimeSpan.FromSeconds(30));
    }
}
