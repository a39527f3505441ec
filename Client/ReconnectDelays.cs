namespace PresenceCluster.Client;

/// <summary>
/// Computes when to connect again: exponential back-off with jitter, and never before the gateway allows it. The client does the waiting.
/// The jitter keeps the clients of a lost gateway from returning at the same instant (docs/protocol.md, "Reconnecting").
/// </summary>
internal static class ReconnectDelays
{
    // 2^30 seconds is far beyond any maximum; it keeps the doubling from overflowing.
    private const int DoublingsMax = 30;

    /// <summary>The wait before the next attempt; null when there must be none.</summary>
    /// <param name="end">How the last connection ended.</param>
    /// <param name="attempt">How many attempts have failed since the last login.</param>
    /// <param name="random">From 0 to 1.</param>
    /// <param name="options">The bounds.</param>
    public static TimeSpan? After(ConnectionEnd end, int attempt, double random, PresenceClientOptions options)
    {
        if (!end.MayReconnect || !options.ReconnectsByItself)
            return null;
        var grown = options.ReconnectDelay.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, DoublingsMax));
        var backOff = TimeSpan.FromMilliseconds(Math.Min(grown, options.ReconnectDelayMax.TotalMilliseconds) * (0.5 + (random / 2)));
        var asked = end.ReconnectAfter < options.ReconnectAfterMax ? end.ReconnectAfter : options.ReconnectAfterMax;
        return asked + backOff;
    }
}
