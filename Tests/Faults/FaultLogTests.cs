using PresenceCluster.Tests.Faults.Driving;
using Xunit;

namespace PresenceCluster.Tests.Faults;

/// <summary>How far the cluster's clock may be ahead after the database's was (ADR 0011).</summary>
public sealed class FaultLogTests
{
    [Theory]
    [InlineData(40, 5, 5, 17.5)]
    [InlineData(40, 20, 30, 25)]
    [InlineData(40, 20, 160, 25)]
    [InlineData(40, 20, 171, 0)]
    [InlineData(40, 90, 90, 40)]
    [InlineData(600, 30, 40, 30)]
    [InlineData(0, 30, 20, 0)]
    public void Leads_by_half_of_the_time_that_it_followed_and_not_for_ever(double ahead, double healedAfter, double at, double lead)
    {
        var log = new FaultLog();
        log.Begin("a clock steps", TimeSpan.Zero, TimeSpan.FromSeconds(ahead)).HealedAt = TimeSpan.FromSeconds(healedAfter);
        Assert.Equal(TimeSpan.FromSeconds(lead), log.LeadAt(TimeSpan.FromSeconds(at)));
    }

    [Fact]
    public void Leads_while_the_clock_is_still_ahead()
    {
        var log = new FaultLog();
        log.Begin("a clock steps", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(600));
        Assert.Equal(TimeSpan.Zero, log.LeadAt(TimeSpan.FromSeconds(9)));
        Assert.Equal(TimeSpan.FromSeconds(25), log.LeadAt(TimeSpan.FromSeconds(30)));
    }
}
