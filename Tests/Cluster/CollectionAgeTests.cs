using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using PresenceCluster.Cluster.Hosting;
using PresenceCluster.Cluster.Membership;
using Xunit;

namespace PresenceCluster.Tests.Cluster;

public sealed class CollectionAgeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(24 * 60)]
    public void User_grain_stays_in_memory_from_one_look_of_the_watchdog_to_the_next(int minutes)
    {
        var period = TimeSpan.FromMinutes(minutes);
        using var host = new HostBuilder()
            .UseOrleans(silo => silo.AddPresenceCluster(ProcessRole.Silo)
                .Configure<PresenceCluster.Cluster.Hosting.ClusterOptions>(cluster => cluster.WatchdogPeriod = period))
            .Build();

        Assert.True(host.Services.GetRequiredService<IOptions<GrainCollectionOptions>>().Value.CollectionAge > period);
    }
}
