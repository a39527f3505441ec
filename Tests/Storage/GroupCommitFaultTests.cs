using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Storage.Users;
using Xunit;

namespace PresenceCluster.Tests.Storage;

public sealed class GroupCommitFaultTests
{
    [Fact]
    public async Task Commit_whose_answer_was_lost_counts_as_written()
    {
        await using var bench = new GroupCommitBench();
        bench.Store.After = LoseFirstAnswers(1);

        var result = await bench.FinishAsync(bench.WriteAsync("ann", 0, 1, payload: 42));

        Assert.IsType<UserStateWriteResult.Written>(result);
        Assert.Equal(2, bench.Store.Batches.Count);
    }

    [Fact]
    public async Task Delete_whose_answer_was_lost_counts_as_written()
    {
        await using var bench = new GroupCommitBench();
        bench.Store.Rows[GroupCommitBench.Key("ann")] = new StoredUserState(3, [1]);
        bench.Store.After = LoseFirstAnswers(1);

        Assert.IsType<UserStateWriteResult.Written>(await bench.FinishAsync(bench.DeleteAsync("ann", 3)));
    }

    [Fact]
    public async Task Repeated_write_conflicts_when_somebody_else_stored_the_same_version_with_other_bytes()
    {
        await using var bench = new GroupCommitBench();
        var lose = LoseFirstAnswers(1);
        bench.Store.After = writes =>
        {
            bench.Store.Rows[GroupCommitBench.Key("ann")] = new StoredUserState(1, [99]);
            return lose(writes);
        };

        var result = await bench.FinishAsync(bench.WriteAsync("ann", 0, 1, payload: 42));

        Assert.Equal(new byte[] { 99 }, Assert.IsType<UserStateWriteResult.Conflict>(result).Stored?.Payload);
    }

    [Fact]
    public async Task First_try_that_meets_its_own_bytes_is_a_conflict()
    {
        await using var bench = new GroupCommitBench();
        bench.Store.Rows[GroupCommitBench.Key("ann")] = new StoredUserState(1, [42]);

        Assert.IsType<UserStateWriteResult.Conflict>(await bench.WriteAsync("ann", 0, 1, payload: 42));
    }

    [Fact]
    public async Task Database_that_is_away_for_a_moment_delays_a_write_only()
    {
        await using var bench = new GroupCommitBench();
        bench.Store.Before = LoseFirstAnswers(3);

        Assert.IsType<UserStateWriteResult.Written>(await bench.FinishAsync(bench.WriteAsync("ann", 0, 1)));
        Assert.Equal(4, bench.Store.Batches.Count);
    }

    [Fact]
    public async Task Database_that_stays_away_fails_the_write_with_a_typed_exception_after_bounded_tries()
    {
        await using var bench = new GroupCommitBench();
        bench.Store.Before = LoseFirstAnswers(int.MaxValue);

        await Assert.ThrowsAsync<UserStorageUnavailableException>(() => bench.FinishAsync(bench.WriteAsync("ann", 0, 1)));

        Assert.Equal(bench.Options.RetriesMax + 1, bench.Store.Batches.Count);
        bench.Store.Before = null;
        Assert.IsType<UserStateWriteResult.Written>(await bench.WriteAsync("ann", 0, 1));
    }

    [Fact]
    public async Task Database_that_hangs_fails_every_row_with_a_typed_exception_within_the_response_timeout()
    {
        await using var bench = new GroupCommitBench();
        bench.Store.Before = _ => new TaskCompletionSource().Task;
        var startedAt = bench.Time.GetTimestamp();
        var first = bench.WriteAsync("ann", 0, 1);
        await Eventually.IsTrueAsync(() => bench.Store.Batches.Count == 1, "the first batch is under way");
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        var second = bench.WriteAsync("bob", 0, 1);

        await Assert.ThrowsAsync<UserStorageUnavailableException>(() => bench.FinishAsync(first));
        await Assert.ThrowsAsync<UserStorageUnavailableException>(() => bench.FinishAsync(second));

        Assert.InRange(bench.Time.GetElapsedTime(startedAt), TimeSpan.Zero, new PresenceCluster.Cluster.Hosting.ClusterOptions().ResponseTimeout);
    }

    [Fact]
    public async Task Row_that_the_database_refuses_fails_alone()
    {
        await using var bench = new GroupCommitBench();
        var poison = GroupCommitBench.Key("poison");
        var gate = new TaskCompletionSource();
        bench.Store.Before = async writes =>
        {
            await gate.Task;
            if (writes.Any(write => write.Key == poison))
                throw new FakeUserStateStore.RefusedException();
        };
        var good = Enumerable.Range(0, 5).Select(i => bench.WriteAsync($"user-{i}", 0, 1)).ToArray();
        var bad = bench.WriteAsync("poison", 0, 1);
        gate.SetResult();

        await Assert.ThrowsAsync<FakeUserStateStore.RefusedException>(() => bad.WaitAsync(Eventually.Patience, TimeProvider.System));

        var results = await Task.WhenAll(good).WaitAsync(Eventually.Patience, TimeProvider.System);
        Assert.All(results, result => Assert.IsType<UserStateWriteResult.Written>(result));
    }

    [Fact]
    public async Task Conflicts_and_lost_answers_are_counted()
    {
        await using var bench = new GroupCommitBench();
        var counts = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == UserStorageMetrics.MeterName && instrument.Meter.Scope == bench.Meters)
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => counts.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => counts.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.Start();
        bench.Store.Before = LoseFirstAnswers(1);

        await bench.FinishAsync(bench.WriteAsync("ann", 0, 1));
        await bench.WriteAsync("ann", 0, 1);

        // The size of the second batch is counted after its caller is released.
        await Eventually.IsTrueAsync(() => counts.GetValueOrDefault("presence.user_storage.batch.rows") == 2, "two rows in two batches");
        Assert.Equal(1, counts.GetValueOrDefault("presence.user_storage.failures"));
        Assert.Equal(1, counts.GetValueOrDefault("presence.user_storage.conflicts"));
    }

    private static Func<IReadOnlyList<UserStateWrite>, Task> LoseFirstAnswers(int count)
        => _ => count-- > 0 ? Task.FromException(new TimeoutException("no answer")) : Task.CompletedTask;
}
