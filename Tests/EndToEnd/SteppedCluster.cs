using PresenceCluster.Tests.Clocks;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>A cluster of processes whose wall clocks can be stepped, PostgreSQL's included.</summary>
public sealed class SteppedCluster : IAsyncLifetime
{
    internal LocalCluster Cluster { get; } = new(hasSteppedClocks: true);

    public Task InitializeAsync() => Cluster.InitializeAsync();

    public Task DisposeAsync() => Cluster.DisposeAsync();

    /// <summary>Steps clocks, and takes the step back when it is disposed.</summary>
    internal ClockStep Step(ClockOwner whose, TimeSpan by, params IEnumerable<ServiceProcess> more)
    {
        SteppedClock[] clocks = whose switch
        {
            ClockOwner.Silo => [Cluster.Silos[1].Clock!],
            ClockOwner.Gateway => [Cluster.Gateways[1].Clock!],
            ClockOwner.Processes => [.. Cluster.Silos.Concat(Cluster.Gateways).Concat(more).Select(process => process.Clock!)],
            _ => [Cluster.Postgres.Clock!],
        };
        return new ClockStep(clocks, by);
    }
}
