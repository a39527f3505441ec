using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Users;
using Xunit;

namespace PresenceCluster.Tests.Cluster;

/// <summary>Calls that reach a user's grain after their sender has given them up, or acted again.</summary>
public sealed class LateCallTests
{
    [Fact]
    public async Task Login_repeated_by_a_gateway_that_was_given_up_costs_nobody_a_session()
    {
        await using var cluster = await PresenceTestCluster.StartAsync(silos: 2);
        var late = cluster.Login(Platform.MiniProgram, "wx", silo: 1);
        await cluster.KillSiloAsync(1);
        await Eventually.IsTrueAsync(
            () => cluster.View().Current.IsLost(late.Connection.Gateway, late.GatewaySeenAtVersion), "the gateway is given up");
        await cluster.User("alice").LoginAsync(cluster.Login(Platform.Web, "tab"));

        var reply = await cluster.User("alice").LoginAsync(late);

        Assert.Equal(SessionEndReason.GatewayLost, Assert.IsType<LoginReply.AlreadyPushedOut>(reply).Reason);
        Assert.Equal("tab", Assert.Single((await cluster.QueryAsync("alice")).Sessions).DeviceId);
    }

    [Fact]
    public async Task Login_delivered_again_after_its_end_costs_nobody_a_session()
    {
        await using var cluster = await PresenceTestCluster.StartAsync();
        var first = cluster.Login(Platform.Linux, "desk");
        await cluster.User("alice").EndConnectionAsync(first.Connection, SessionEndReason.Closed);
        await cluster.User("alice").LoginAsync(cluster.Login(Platform.Linux, "desk"));

        var reply = await cluster.User("alice").LoginAsync(first);

        Assert.Equal(SessionEndReason.Closed, Assert.IsType<LoginReply.AlreadyPushedOut>(reply).Reason);
        Assert.Empty(cluster.Connections().Notices);
    }

    [Fact]
    public async Task Login_that_was_given_up_and_arrives_late_leaves_the_newer_one_alone()
    {
        await using var cluster = await PresenceTestCluster.StartAsync(silos: 2);
        var late = cluster.Login(Platform.Android, "pixel", silo: 0, attempt: 1);
        var newer = cluster.Login(Platform.Android, "pixel", silo: 1, attempt: 2);
        await cluster.User("alice").LoginAsync(newer);

        Assert.Equal(new LoginReply.AlreadyPushedOut(SessionEndReason.TakenOver, null, 2), await cluster.User("alice").LoginAsync(late));
        await cluster.User("alice").EndConnectionAsync(late.Connection, SessionEndReason.Closed);

        var session = Assert.Single((await cluster.QueryAsync("alice")).Sessions);
        Assert.Equal((newer.Connection, PresenceStatus.Online), (session.Connection, session.Status));
        Assert.Empty(cluster.Connections(1).Notices);
    }

    [Fact]
    public async Task Resume_after_the_row_was_read_anew_still_pushes_out_no_later_login()
    {
        await using var cluster = await PresenceTestCluster.StartAsync();
        var login = cluster.Login(Platform.Windows, "A");
        var first = Assert.IsType<LoginReply.Admitted>(await cluster.User("alice").LoginAsync(login));
        await cluster.User("alice").EndConnectionAsync(login.Connection, SessionEndReason.Closed);
        cluster.Time.Advance(TimeSpan.FromSeconds(1));
        await cluster.User("alice").LoginAsync(cluster.Login(Platform.Mac, "B"));
        await cluster.DeactivateAsync("alice");

        var reply = await cluster.User("alice").LoginAsync(cluster.Login(Platform.Windows, "A", resume: first.Id));

        Assert.Equal(new LoginReply.AlreadyPushedOut(SessionEndReason.Replaced, Platform.Mac), reply);
        Assert.Equal("B", Assert.Single((await cluster.QueryAsync("alice")).Sessions).DeviceId);
    }

    [Fact]
    public async Task Takeover_tells_the_older_connection_the_attempt_of_the_newer_one()
    {
        await using var cluster = await PresenceTestCluster.StartAsync();
        var first = cluster.Login(Platform.Android, "pixel", attempt: 4);
        await cluster.User("alice").LoginAsync(first);
        await cluster.User("alice").LoginAsync(cluster.Login(Platform.Android, "pixel", attempt: 5));

        Assert.Equal(new CloseNotice(first.Connection.ConnectionId, SessionEndReason.TakenOver, null, 5), Assert.Single(cluster.Connections().Notices));
    }
}
