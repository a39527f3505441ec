using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Serialization;
using PresenceCluster.Cluster.Hosting;
using PresenceCluster.Gateway.Acts;
using Xunit;

namespace PresenceCluster.Tests.Cluster;

public sealed class TravellingFaultTests
{
    [Fact]
    public void Fault_of_the_database_is_known_again_in_another_process()
    {
        var services = new ServiceCollection();
        services.AddSerializer();
        services.TravelWithDatabaseFaults();
        using var provider = services.BuildServiceProvider();
        var serializer = provider.GetRequiredService<Serializer>();

        var arrived = serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(
            new OrleansException("Error from storage provider", new NpgsqlException("The database is away."))));

        Assert.True(GrainFault.IsPassing(arrived!), $"{arrived}");
    }
}
