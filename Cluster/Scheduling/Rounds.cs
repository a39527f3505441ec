namespace PresenceCluster.Cluster.Scheduling;

/// <summary>The one periodic loop of background services: a round that fails is reported, and the next one comes in its turn.</summary>
public static class Rounds
{
    /// <summary>Runs a round now, and one in every period, until the process stops. Returns then; it throws nothing that a round throws.</summary>
    /// <param name="period">From one round to the next. A round that takes longer is followed by the next one at once.</param>
    /// <param name="time">The clock.</param>
    /// <param name="round">One round.</param>
    /// <param name="onFault">Reports a round that failed.</param>
    /// <param name="stopping">The process stops.</param>
    public static Task RunAsync(
        TimeSpan period, TimeProvider time, Func<CancellationToken, Task> round, Action<Exception> onFault, CancellationToken stopping)
        => RunAsync(period, time, GoOn(round), onFault, startsNow: true, stopping);

    /// <summary>The same, with the first round a period from now.</summary>
    public static Task RunLaterAsync(
        TimeSpan period, TimeProvider time, Func<CancellationToken, Task> round, Action<Exception> onFault, CancellationToken stopping)
        => RunAsync(period, time, GoOn(round), onFault, startsNow: false, stopping);

    /// <summary>Runs a round now, and one in every period, until one succeeds or the process stops.</summary>
    public static Task UntilDoneAsync(
        TimeSpan period, TimeProvider time, Func<CancellationToken, Task> round, Action<Exception> onFault, CancellationToken stopping)
        => RunAsync(period, time, Once(round), onFault, startsNow: true, stopping);

    private static async Task RunAsync(
        TimeSpan period,
        TimeProvider time,
        Func<CancellationToken, Task<bool>> isLast,
        Action<Exception> onFault,
        bool startsNow,
        CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(period, time);
        try
        {
            while (startsNow || await timer.WaitForNextTickAsync(stopping))
            {
                startsNow = false;
                if (await TryAsync(isLast, onFault, stopping))
                    return;
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The process stops between two rounds, or in the middle of one. What the stop breaks off is no fault.
        }
    }

    private static async Task<bool> TryAsync(Func<CancellationToken, Task<bool>> isLast, Action<Exception> onFault, CancellationToken stopping)
    {
        try
        {
            return await isLast(stopping);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            // The outermost loop of every background service: whatever it is, it concerns this round only.
            onFault(fault);
            return false;
        }
    }

    private static Func<CancellationToken, Task<bool>> GoOn(Func<CancellationToken, Task> round) => async stopping =>
    {
        await round(stopping);
        return false;
    };

    private static Func<CancellationToken, Task<bool>> Once(Func<CancellationToken, Task> round) => async stopping =>
    {
        await round(stopping);
        return true;
    };
}
