using Microsoft.Extensions.Logging;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Storage.Users;

/// <summary>Brings one batch of reads to an end: rows, or the exception that says the database cannot be reached.</summary>
internal sealed partial class BatchReader(IUserStateStore store, UserStorageOptions options, UserStorageMetrics metrics, TimeProvider time, ILogger logger)
{
    public async Task ReadAsync(IReadOnlyList<PendingRead> batch)
    {
        var startedAt = time.GetTimestamp();
        var keys = new UserKey[batch.Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = batch[i].Key;

        // Cancelled and no longer waited for: a driver may take its time to give up a server that hangs.
        using var deadline = new CancellationTokenSource(options.BatchTimeout, time);
        for (var failures = 1; ; failures++)
        {
            try
            {
                var states = await store.ReadManyAsync(keys, deadline.Token).WaitAsync(deadline.Token);
                for (var i = 0; i < states.Length; i++)
                    batch[i].TrySetResult(states[i]);
                metrics.BatchRead(batch.Count, time.GetElapsedTime(startedAt));
                return;
            }
            catch (Exception fault)
            {
                // The outermost catch of a lane of reads. An uncaught fault would end the lane, and its callers would wait for ever.
                metrics.BatchFailed();
                if (options.PauseAfter(failures, time.GetElapsedTime(startedAt)) is not { } pause)
                {
                    LogGivenUp(logger, batch.Count, failures, fault);
                    Fail(
                        batch,
                        new UserStorageUnavailableException($"The database did not answer a read in {failures} tries: {fault.Message}"));
                    return;
                }

                await Task.Delay(pause, time);
            }
        }
    }

    private static void Fail(IReadOnlyList<PendingRead> batch, Exception fault)
    {
        foreach (var row in batch)
            row.TrySetException(fault);
    }

    [LoggerMessage(1603, LogLevel.Error, "A batch of {Rows} reads of user states was given up after {Tries} tries.")]
    private static partial void LogGivenUp(ILogger logger, int rows, int tries, Exception fault);
}
