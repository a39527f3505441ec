namespace PresenceCluster.Tests.EndToEnd.Browser;

/// <summary>What a run tries: a little in the test suite, all of it when the environment asks for it (test.sh --browser).</summary>
internal sealed record BrowserRunOptions
{
    /// <summary>How long everything must stay Online.</summary>
    public required TimeSpan Lasts { get; init; }

    /// <summary>Settings of the app, beyond those of all tests.</summary>
    public required string[] Settings { get; init; }

    /// <summary>Whether the hidden page has no timers at all. Otherwise the browser slows them down, but only after five minutes.</summary>
    public required bool IsMute { get; init; }

    /// <summary>Whether clients connect through nginx and HAProxy, too; both must be installed.</summary>
    public required bool HasProxies { get; init; }

    public static BrowserRunOptions FromEnvironment()
        => Environment.GetEnvironmentVariable("PRESENCE_BROWSER_LASTS") is { Length: > 0 } lasts
            ? new()
            {
                Lasts = RunDuration.Parse(lasts),
                Settings = [],
                IsMute = false,
                HasProxies = true,
            }
            : new()
            {
                // A little more than one time-out, into which one ping fits.
                Lasts = TimeSpan.FromSeconds(36),
                Settings = ["Timings:WebHeartbeatInterval=00:00:10", "Timings:WebHeartbeatTimeout=00:00:30"],
                IsMute = true,
                HasProxies = false,
            };
}
