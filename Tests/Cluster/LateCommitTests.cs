using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Users;
using Xunit;

namespace PresenceCluster.Tests.Cluster;

/// <summary>A write that was given up may still be committed. Whether it was is found out, and then its notices are sent.</summary>
public sealed class LateCommitTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Login_that_was_given_up_and_is_committed_late_is_seen_and_told(bool isReadBefore)
    {
        await using var cluster = await PresenceTestCluster.StartAsync();
        var key = new UserKey(PresenceTestCluster.App, "alice");
        var (first, second) = (cluster.Login(Platform.Windows, "pc"), cluster.Login(Platform.Windows, "pc"));
        await cluster.User("alice").LoginAsync(first);
        var before = await cluster.User("alice").GetAsync();
        await GiveUpAsync(cluster, second);
        if (isReadBefore)
            Assert.Equal(before.Version, (await cluster.User("alice").GetAsync()).Version);

        cluster.Storage.Put(key, before with
        {
            Version = before.Version + 1,
            LastEpoch = 2,
            Sessions = [before.Sessions[0] with { Connection = second.Connection, Epoch = 2 }],
        });

        await cluster.AdvanceUntilAsync(
            TimeSpan.FromSeconds(1),
            stepsMax: 10,
            async () => (await cluster.User("alice").GetAsync()).Version > before.Version,
            "the late commit is read");
        await Eventually.IsTrueAsync(() => !cluster.Connections().Notices.IsEmpty, "the connection that it took over is told");
        var notice = Assert.Single(cluster.Connections().Notices);
        Assert.Equal((first.Connection.ConnectionId, SessionEndReason.TakenOver), (notice.ConnectionId, notice.Reason));
        // The end that its gateway reports for the second time meets the state as it is.
        await cluster.User("alice").EndConnectionAsync(second.Connection, SessionEndReason.Closed);
        Assert.Equal(PresenceStatus.Offline, (await cluster.QueryAsync("alice")).Status);
    }

    [Fact]
    public async Task Login_that_was_given_up_and_never_committed_tells_nobody()
    {
        await using var cluster = await PresenceTestCluster.StartAsync();
        await cluster.User("alice").LoginAsync(cluster.Login(Platform.Windows, "pc"));
        await GiveUpAsync(cluster, cluster.Login(Platform.Windows, "pc"));
        var version = (await cluster.User("alice").GetAsync()).Version;

        cluster.Time.Advance(TimeSpan.FromSeconds(10));
        await cluster.User("alice").LoginAsync(cluster.Login(Platform.Android, "pixel"));

        Assert.Equal(version + 1, (await cluster.User("alice").GetAsync()).Version);
        Assert.DoesNotContain(cluster.Connections().Notices, notice => notice.Reason == SessionEndReason.TakenOver);
    }

    // The database takes no write until the last try is over.
    private static async Task GiveUpAsync(PresenceTestCluster cluster, PresenceEvent.LoginAttempted login)
    {
        cluster.Storage.FailNextWrites(int.MaxValue, new TimeoutException("The database does not answer."));
        await Assert.ThrowsAsync<UserStorageUnavailableException>(() => cluster.User("alice").LoginAsync(login));
        cluster.Storage.FailNextWrites(0);
    }
}
