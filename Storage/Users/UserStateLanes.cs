using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Database;

namespace PresenceCluster.Storage.Users;

/// <summary>
/// Group commit: all pending writes of the silo leave as one batch per lane, and so do reads. A user always takes the same lane, so
/// two writes of one user never overtake each other.
/// </summary>
internal sealed class UserStateLanes : IAsyncDisposable
{
    private readonly BatchLane<UserStateWrite>[] _writes;
    private readonly BatchLane<PendingRead>[] _reads;

    public UserStateLanes(
        IUserStateStore store,
        StorageMode mode,
        IOptions<UserStorageOptions> options,
        UserStorageMetrics metrics,
        TimeProvider time,
        ILogger<UserStateLanes> logger)
    {
        var limits = options.Value;
        var lanesByDefault = mode == StorageMode.Embedded ? 1 : 2;
        var writer = new BatchWriter(store, limits, metrics, time, logger);
        var reader = new BatchReader(store, limits, metrics, time, logger);
        _writes = CreateLanes<UserStateWrite>(limits.WriteLanes == 0 ? lanesByDefault : limits.WriteLanes, writer.WriteAsync, limits, time);
        _reads = CreateLanes<PendingRead>(limits.ReadLanes == 0 ? lanesByDefault : limits.ReadLanes, reader.ReadAsync, limits, time);
        metrics.ObserveQueue(() => _writes.Sum(lane => lane.QueueLength), () => _reads.Sum(lane => lane.QueueLength));
    }

    /// <summary>Writes a row with the next batch.</summary>
    public async Task<UserStateWriteResult> WriteAsync(UserStateWrite write, CancellationToken cancellationToken)
    {
        await LaneOf(_writes, write.Key).EnqueueAsync(write, cancellationToken);
        return await write.Task;
    }

    /// <summary>Reads a row with the next batch.</summary>
    public async Task<StoredUserState?> ReadAsync(UserKey key, CancellationToken cancellationToken)
    {
        var row = new PendingRead { Key = key };
        await LaneOf(_reads, key).EnqueueAsync(row, cancellationToken);
        return await row.Task;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _writes)
            await lane.DisposeAsync();
        foreach (var lane in _reads)
            await lane.DisposeAsync();
    }

    private static BatchLane<TRow>[] CreateLanes<TRow>(
        int count, Func<IReadOnlyList<TRow>, Task> runBatch, UserStorageOptions options, TimeProvider time)
        where TRow : class, IPendingRow
    {
        var lanes = new BatchLane<TRow>[count];
        for (var i = 0; i < count; i++)
            lanes[i] = new BatchLane<TRow>(runBatch, options, time);
        return lanes;
    }

    private static BatchLane<TRow> LaneOf<TRow>(BatchLane<TRow>[] lanes, UserKey key)
        where TRow : class, IPendingRow
        => lanes[(uint)key.GetHashCode() % (uint)lanes.Length];
}
