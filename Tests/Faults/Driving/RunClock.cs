namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>The one clock of a run. It orders all observations, because clients and checker share a process.</summary>
internal sealed class RunClock
{
    private readonly long _startedAt = TimeProvider.System.GetTimestamp();

    public TimeSpan Now => TimeProvider.System.GetElapsedTime(_startedAt);

    /// <summary>The time of day in seconds, as credentials count it.</summary>
    public static double UnixSeconds => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>Waits; false when the traffic ended first.</summary>
    public static async Task<bool> TryWaitAsync(TimeSpan time, CancellationToken traffic)
    {
        try
        {
            await Task.Delay(time, TimeProvider.System, traffic);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
