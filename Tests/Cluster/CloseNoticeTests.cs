using Microsoft.Extensions.DependencyInjection;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Grains.Users;
using Xunit;

namespace PresenceCluster.Tests.Cluster;

public sealed class CloseNoticeTests
{
    [Fact]
    public async Task Lane_to_a_gateway_ends_with_it()
    {
        await using var cluster = await PresenceTestCluster.StartAsync(silos: 2);
        var sender = cluster.Services().GetRequiredService<CloseNoticeSender>();
        var user = Enumerable.Range(0, 40).Select(i => $"user{i}")
            .First(user => cluster.View().Current.OwnerOf(new UserKey(PresenceTestCluster.App, user)) == cluster.Silos[0].SiloAddress);
        await cluster.User(user).LoginAsync(cluster.Login(Platform.Android, "pixel", silo: 1));
        await cluster.User(user).LoginAsync(cluster.Login(Platform.IPhone, "se", silo: 1));
        Assert.Equal(1, sender.Lanes);

        await cluster.KillSiloAsync(1);

        await Eventually.IsTrueAsync(() => sender.Lanes == 0, "the lane to the dead gateway is gone");
    }

    [Fact]
    public async Task Call_that_the_stop_breaks_off_is_no_fault_of_the_lane()
    {
        using var stopping = new CancellationTokenSource();
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var lane = new CloseNoticeLane(new UserGrainOptions(), (_, token) => BreakAsync(called, token), stopping.Token);
        Assert.True(lane.TryAdd(new CloseNotice(1, SessionEndReason.Kicked, null, 0)));
        await called.Task.WaitAsync(Eventually.Patience);

        await stopping.CancelAsync();

        await lane.Completion.WaitAsync(Eventually.Patience);
    }

    private static async Task BreakAsync(TaskCompletionSource called, CancellationToken cancellationToken)
    {
        called.SetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        throw new OrleansException("The connection was closed.");
    }
}
