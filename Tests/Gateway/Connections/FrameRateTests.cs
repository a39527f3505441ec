using PresenceCluster.Gateway.Connections;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Connections;

public sealed class FrameRateTests
{
    [Fact]
    public void Burst_is_allowed_at_once_and_then_the_lasting_rate()
    {
        var rate = new FrameRate(interval: 10, burst: 50);
        var dueAt = 0L;

        for (var count = 0; count < 5; count++)
            Assert.True(rate.TryCount(ref dueAt, now: 1000));
        Assert.False(rate.TryCount(ref dueAt, now: 1000));
        Assert.False(rate.TryCount(ref dueAt, now: 1009));
        Assert.True(rate.TryCount(ref dueAt, now: 1010));
        Assert.False(rate.TryCount(ref dueAt, now: 1010));
    }

    [Fact]
    public void Silence_restores_the_burst_and_no_more()
    {
        var rate = new FrameRate(interval: 10, burst: 50);
        var dueAt = 0L;
        Assert.True(rate.TryCount(ref dueAt, now: 0));

        Assert.Equal(5, Enumerable.Range(0, 100).Count(_ => rate.TryCount(ref dueAt, now: 1_000_000)));
    }
}
