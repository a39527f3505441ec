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
        => RunAsync(period, time, token => TryAsync(round, onFault, token), startsNow: true, untilDone: false, stopping);

    /// <summary>The same, with the first round a period from now.</summary>
    public static Task RunLaterAsync(
        TimeSpan period, TimeProvider time, Func<CancellationToken, Task> round, Action<Exception> onFault, CancellationToken stopping)
        => RunAsync(period, time, token => TryAsync(round, onFault, token), startsNow: false, untilDone: false, stopping);

    /// <summary>
    /// Runs a round for each of several subjects, one after another, in every period. A round that fails is reported with its subject, and
    /// the next subject has its turn.
    /// </summary>
    /// <param name="period">From one turn of all subjects to the next.</param>
    /// <param name="time">The clock.</param>
    /// <param name="subjects">Names the subjects, anew each time. It must not fail.</param>
    /// <param name="round">One round of one subject.</param>
    /// <param name="onFault">Reports a round that failed.</param>
    /// <param name="startsNow">Whether the first turn is now, or a period from now.</param>
    /// <param name="stopping">The process stops.</param>
    public static Task RunForEachAsync<T>(
        TimeSpan period,
        TimeProvider time,
        Func<IEnumerable<T>> subjects,
        Func<T, CancellationToken, Task> round,
        Action<Exception, T> onFault,
        bool startsNow,
        CancellationToken stopping)
        => RunAsync(period, time, token => TryEachAsync(subjects(), round, onFault, token), startsNow, untilDone: false, stopping);

    /// <summary>Runs a round now, and one in every period, until one succeeds or the process stops.</summary>
    public static Task UntilDoneAsync(
        TimeSpan period, TimeProvider time, Func<CancellationToken, Task> round, Action<Exception> onFault, CancellationToken stopping)
        => RunAsync(period, time, token => TryAsync(round, onFault, token), startsNow: true, untilDone: true, stopping);

    private static async Task RunAsync(
        TimeSpan period,
        TimeProvider time,
        Func<CancellationToken, Task<bool>> attempt,
        bool startsNow,
        bool untilDone,
        CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(period, time);
        try
        {
            while (startsNow || await timer.WaitForNextTickAsync(stopping))
            {
                startsNow = false;
                if (await attempt(stopping) && untilDone)
                    return;
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The process stops between two rounds, or in the middle of one. What the stop breaks off is no fault.
        }
    }

    private static async Task<bool> TryEachAsync<T>(
        IEnumerable<T> subjects, Func<T, CancellationToken, Task> round, Action<Exception, T> onFault, CancellationToken stopping)
    {
        var isDone = true;
        foreach (var subject in subjects)
            isDone &= await TryAsync(token => round(subject, token), fault => onFault(fault, subject), stopping);
        return isDone;
    }

    private static async Task<bool> TryAsync(Func<CancellationToken, Task> round, Action<Exception> onFault, CancellationToken stopping)
    {
        try
        {
            await round(stopping);
            return true;
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            // The outermost loop of every background service: whatever it is, it concerns this round only.
            onFault(fault);
            return false;
        }
    }
}
