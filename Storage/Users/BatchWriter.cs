using Microsoft.Extensions.Logging;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Storage.Users;

/// <summary>
/// Brings one batch of writes to an end, whatever happens. Two kinds of failure, two answers. The database could not be asked or
/// its answer got lost: the whole batch is repeated after a pause. The database refused the batch, so nothing of it was stored: its
/// rows go one by one, so that the one at fault fails alone.
/// </summary>
/// <remarks>
/// A commit whose answer was lost may have taken effect. Its repetition then conflicts with itself; a row that already has exactly
/// the version and the bytes it was to get (or is gone, for a delete) therefore counts as written when the write is a repetition.
/// </remarks>
internal sealed partial class BatchWriter(
    IUserStateStore store, UserStorageOptions options, UserStorageMetrics metrics, TimeProvider time, ILogger logger)
{
    public async Task WriteAsync(IReadOnlyList<UserStateWrite> batch)
    {
        var startedAt = time.GetTimestamp();
        // What was given up may still be stored: its callers are told that the outcome is unknown, and the version check of the next
        // write finds out.
        using var deadline = new CancellationTokenSource(options.BatchTimeout, time);
        var fault = await WriteAsync(batch, startedAt, isRepetition: false, deadline.Token);
        if (fault is not null)
            Fail(batch, fault);
        metrics.BatchWritten(batch.Count, time.GetElapsedTime(startedAt));
    }

    /// <summary>Settles the rows, or says why the database cannot be reached for those that are left.</summary>
    private async Task<Exception?> WriteAsync(
        IReadOnlyList<UserStateWrite> batch, long startedAt, bool isRepetition, CancellationToken deadline)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                Settle(batch, await store.WriteManyAsync(batch, deadline).WaitAsync(deadline), isRepetition);
                return null;
            }
            catch (Exception fault) when (store.Classify(fault) == StoreFailure.Rejected)
            {
                LogRejected(logger, batch.Count, fault);
                return await WriteOneByOneAsync(batch, startedAt, isRepetition, fault, deadline);
            }
            catch (Exception fault)
            {
                // The outermost catch of a lane of writes. An uncaught fault would end the lane, and its callers would wait for ever.
                metrics.BatchFailed();
                if (options.PauseAfter(failures, time.GetElapsedTime(startedAt)) is not { } pause)
                {
                    LogGivenUp(logger, batch.Count, failures, fault);
                    return new UserStorageUnavailableException($"The database did not take the write in {failures} tries: {fault.Message}");
                }

                isRepetition = true;
                await Task.Delay(pause, time, CancellationToken.None);
            }
        }
    }

    private async Task<Exception?> WriteOneByOneAsync(
        IReadOnlyList<UserStateWrite> batch, long startedAt, bool isRepetition, Exception rejection, CancellationToken deadline)
    {
        if (batch.Count == 1)
        {
            batch[0].TrySetException(rejection);
            return null;
        }

        foreach (var row in batch)
        {
            // Once the database cannot be reached, the rows that are left would only wait for the same answer.
            if (await WriteAsync([row], startedAt, isRepetition, deadline) is { } fault)
                return fault;
        }

        return null;
    }

    private void Settle(IReadOnlyList<UserStateWrite> batch, UserStateWriteResult[] results, bool isRepetition)
    {
        for (var i = 0; i < results.Length; i++)
        {
            var result = results[i];
            if (result is UserStateWriteResult.Conflict conflict)
            {
                if (isRepetition && IsAlreadyDone(batch[i], conflict.Stored))
                    result = UserStateWriteResult.Written.Instance;
                else
                    metrics.RowConflicted();
            }

            batch[i].TrySetResult(result);
        }
    }

    private static bool IsAlreadyDone(UserStateWrite write, StoredUserState? stored)
        => write.Next is null ? stored is null : stored is not null && stored.IsSameAs(write.Next);

    private static void Fail(IReadOnlyList<UserStateWrite> batch, Exception fault)
    {
        foreach (var row in batch)
            row.TrySetException(fault);
    }

    [LoggerMessage(1601, LogLevel.Warning, "The database refused a batch of {Rows} user states; they go one by one.")]
    private static partial void LogRejected(ILogger logger, int rows, Exception fault);

    [LoggerMessage(1602, LogLevel.Error, "A batch of {Rows} user states was given up after {Tries} tries.")]
    private static partial void LogGivenUp(ILogger logger, int rows, int tries, Exception fault);
}
