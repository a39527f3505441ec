using Xunit;

namespace PresenceCluster.Tests.Gateway.Connections;

/// <summary>Waits for what other threads bring about, and says what was expected when it does not come.</summary>
internal static class Expect
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task That(Func<bool> condition, string expectation)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(startedAt) < Patience, $"Expected, but did not see: {expectation}.");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }
}
