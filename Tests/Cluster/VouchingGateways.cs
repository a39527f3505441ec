using Microsoft.Extensions.Hosting;
using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Gateway.Connections;
using PresenceCluster.Grains.Book;

namespace PresenceCluster.Tests.Cluster;

/// <summary>Stands for the gateways of a test's silos, which have no rounds of their own: they vouch for all sessions until the test says otherwise.</summary>
internal sealed class VouchingGateways(PresenceBook book, TimeProvider time) : BackgroundService
{
    /// <summary>Whether the gateways are silent.</summary>
    public bool AreSilent { get; set; }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(LeaseRounds.Period, time, Vouch, _ => { }, stoppingToken);

    private Task Vouch(CancellationToken cancellationToken)
    {
        foreach (var (_, sessions) in book.Gateways.Where(_ => !AreSilent))
            sessions.Vouch();
        return Task.CompletedTask;
    }
}
