using Xunit;

namespace PresenceCluster.Tests;

/// <summary>Waits for an effect of other threads or processes, and names the expectation when it does not come.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits for the condition.</summary>
    /// <param name="condition">The condition, which is checked again and again.</param>
    /// <param name="expectation">The text of the failure.</param>
    /// <param name="within">How long; <see cref="Patience"/> unless given.</param>
    /// <param name="pause">The pause between two checks, for expensive ones; short unless given.</param>
    public static async Task IsTrueAsync(Func<Task<bool>> condition, string expectation, TimeSpan? within = null, TimeSpan? pause = null)
    {
        var patience = within ?? Patience;
        var startedAt = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(startedAt) > patience)
                Assert.Fail($"Expected within {patience.TotalSeconds} s: {expectation}.");
            await Task.Delay(pause ?? Pause, TimeProvider.System);
        }
    }

    public static Task IsTrueAsync(Func<bool> condition, string expectation, TimeSpan? within = null)
        => IsTrueAsync(() => Task.FromResult(condition()), expectation, within);
}
