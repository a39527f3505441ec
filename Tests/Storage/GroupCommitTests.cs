using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Storage.Users;
using Xunit;

namespace PresenceCluster.Tests.Storage;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task Writes_that_gather_behind_a_batch_leave_as_one_batch()
    {
        await using var bench = new GroupCommitBench();
        var gate = HoldFirstBatch(bench.Store, out var isHeld);
        var first = bench.WriteAsync("first", 0, 1);
        await isHeld;
        var others = Enumerable.Range(0, 100).Select(i => bench.WriteAsync($"user-{i}", 0, 1)).ToArray();

        gate.SetResult();
        await Task.WhenAll(others.Append(first)).WaitAsync(Eventually.Patience, TimeProvider.System);

        Assert.Equal([1, 100], bench.Store.Batches.Select(batch => batch.Length));
    }

    [Fact]
    public async Task Batch_never_exceeds_its_limit()
    {
        await using var bench = new GroupCommitBench(new UserStorageOptions { WriteLanes = 1, BatchRowsMax = 8 });
        var gate = HoldFirstBatch(bench.Store, out var isHeld);
        var first = bench.WriteAsync("first", 0, 1);
        await isHeld;
        var others = Enumerable.Range(0, 20).Select(i => bench.WriteAsync($"user-{i}", 0, 1)).ToArray();

        gate.SetResult();
        await Task.WhenAll(others.Append(first)).WaitAsync(Eventually.Patience, TimeProvider.System);

        Assert.Equal([1, 8, 8, 4], bench.Store.Batches.Select(batch => batch.Length));
    }

    [Fact]
    public async Task Same_user_is_never_twice_in_a_batch_and_keeps_its_order()
    {
        await using var bench = new GroupCommitBench();
        var gate = HoldFirstBatch(bench.Store, out var isHeld);
        var first = bench.WriteAsync("first", 0, 1);
        await isHeld;
        var ann = Enumerable.Range(0, 5).Select(i => bench.WriteAsync("ann", i, i + 1)).ToArray();

        gate.SetResult();
        var results = await Task.WhenAll(ann).WaitAsync(Eventually.Patience, TimeProvider.System);
        await first;

        Assert.All(results, result => Assert.IsType<UserStateWriteResult.Written>(result));
        Assert.All(bench.Store.Batches, batch => Assert.Single(batch));
        Assert.Equal(5, bench.Store.Rows[GroupCommitBench.Key("ann")].Version);
    }

    [Fact]
    public async Task Full_line_makes_the_next_write_wait_and_the_time_out_refuses_all_that_were_not_tried()
    {
        await using var bench = new GroupCommitBench(new UserStorageOptions { WriteLanes = 1, BatchRowsMax = 4, QueueRowsMax = 4 });
        var gate = HoldFirstBatch(bench.Store, out var isHeld);
        var first = bench.WriteAsync("first", 0, 1);
        await isHeld;
        var queued = Enumerable.Range(0, 4).Select(i => bench.WriteAsync($"user-{i}", 0, 1)).ToArray();

        var refused = bench.WriteAsync("too many", 0, 1);
        bench.Time.Advance(bench.Options.QueueTimeout - TimeSpan.FromMilliseconds(1));
        Assert.False(refused.IsCompleted);
        bench.Time.Advance(TimeSpan.FromMilliseconds(1));

        await Assert.ThrowsAsync<UserStorageBusyException>(() => refused.WaitAsync(Eventually.Patience, TimeProvider.System));
        gate.SetResult();
        await first.WaitAsync(Eventually.Patience, TimeProvider.System);

        // The queued ones are as old: they are refused too, and none of them is written.
        foreach (var late in queued)
            await Assert.ThrowsAsync<UserStorageBusyException>(() => late.WaitAsync(Eventually.Patience, TimeProvider.System));
        Assert.Equal([GroupCommitBench.Key("first")], bench.Store.Rows.Keys);
    }

    [Fact]
    public async Task Write_that_was_in_line_for_less_than_the_time_out_is_written()
    {
        await using var bench = new GroupCommitBench();
        var gate = HoldFirstBatch(bench.Store, out var isHeld);
        var first = bench.WriteAsync("first", 0, 1);
        await isHeld;
        var second = bench.WriteAsync("second", 0, 1);
        bench.Time.Advance(bench.Options.QueueTimeout - TimeSpan.FromMilliseconds(1));

        gate.SetResult();

        await Task.WhenAll(first, second).WaitAsync(Eventually.Patience, TimeProvider.System);
        Assert.Equal(2, bench.Store.Rows.Count);
    }

    [Fact]
    public async Task Write_that_waited_at_a_full_line_goes_in_when_there_is_room()
    {
        await using var bench = new GroupCommitBench(new UserStorageOptions { WriteLanes = 1, BatchRowsMax = 2, QueueRowsMax = 2 });
        var gate = HoldFirstBatch(bench.Store, out var isHeld);
        var writes = new List<Task<UserStateWriteResult>> { bench.WriteAsync("first", 0, 1) };
        await isHeld;
        writes.AddRange(Enumerable.Range(0, 5).Select(i => bench.WriteAsync($"user-{i}", 0, 1)));

        gate.SetResult();
        await Task.WhenAll(writes).WaitAsync(Eventually.Patience, TimeProvider.System);

        Assert.Equal(6, bench.Store.Rows.Count);
    }

    [Fact]
    public async Task Stopping_finishes_what_is_in_line_and_takes_nothing_more()
    {
        await using var bench = new GroupCommitBench();
        var gate = HoldFirstBatch(bench.Store, out var isHeld);
        var first = bench.WriteAsync("first", 0, 1);
        await isHeld;
        var second = bench.WriteAsync("second", 0, 1);
        var stopped = bench.Lanes.DisposeAsync();
        var late = bench.WriteAsync("late", 0, 1);

        gate.SetResult();
        await stopped;

        await Task.WhenAll(first, second);
        await Assert.ThrowsAsync<UserStorageBusyException>(() => late);
    }

    [Fact]
    public async Task Reads_of_the_same_and_other_users_get_their_own_rows()
    {
        await using var bench = new GroupCommitBench();
        bench.Store.Rows[GroupCommitBench.Key("ann")] = new StoredUserState(3, [1]);

        var states = await Task.WhenAll(
            bench.Lanes.ReadAsync(GroupCommitBench.Key("ann"), default),
            bench.Lanes.ReadAsync(GroupCommitBench.Key("bob"), default),
            bench.Lanes.ReadAsync(GroupCommitBench.Key("ann"), default));

        Assert.Equal([3, null, 3], states.Select(state => state?.Version));
    }

    /// <summary>Makes the first batch wait for the gate, so that later writes gather behind it.</summary>
    private static TaskCompletionSource HoldFirstBatch(FakeUserStateStore store, out Task isHeld)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Before = async _ =>
        {
            held.TrySetResult();
            await gate.Task;
        };
        isHeld = held.Task.WaitAsync(Eventually.Patience, TimeProvider.System);
        return gate;
    }
}
