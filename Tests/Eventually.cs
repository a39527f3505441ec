using Xunit;

namespace PresenceCluster.Tests;

/// <summary>Waits for something that other threads or processes bring about, and says what was expected when they do not.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits for the condition.</summary>
    /// <param name="condition">What is asked again and again.</param>
    /// <param name="expectation">What is said when it does not come true.</param>
    /// <param name="within">How long; <see cref="Patience"/> unless given.</param>
    /// <param name="pause">Between two questions, for those that cost the asked one something; short unless given.</param>
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
