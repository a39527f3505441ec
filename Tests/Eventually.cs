using Xunit;

namespace PresenceCluster.Tests;

/// <summary>Waits for something that other threads or processes bring about, and says what was expected when they do not.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task IsTrueAsync(Func<Task<bool>> condition, string expectation, TimeSpan? within = null)
    {
        var patience = within ?? Patience;
        var startedAt = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(startedAt) > patience)
                Assert.Fail($"Expected within {patience.TotalSeconds} s: {expectation}.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    public static Task IsTrueAsync(Func<bool> condition, string expectation, TimeSpan? within = null)
        => IsTrueAsync(() => Task.FromResult(condition()), expectation, within);
}
