using Xunit;

namespace PresenceCluster.Tests.EndToEnd.Webhooks;

/// <summary>A cluster whose lanes hardly ever poll, so that only a nudge is quick, and whose upkeep is quick.</summary>
public sealed class ImpatientCluster : IAsyncLifetime
{
    /// <summary>An event that arrives far sooner than this came by a nudge.</summary>
    public static readonly TimeSpan PollPeriod = TimeSpan.FromMinutes(2);

    internal LocalCluster Cluster { get; } = new()
    {
        Settings =
        [
            $"--Delivery:PollPeriod={PollPeriod:c}",
            "--Delivery:TrimPeriod=00:00:00.5",
            "--Delivery:ForgetAfter=00:00:01",
            "--Delivery:ParkedPeriod=00:00:00.2",
        ],
    };

    public Task InitializeAsync() => Cluster.InitializeAsync();

    public Task DisposeAsync() => Cluster.DisposeAsync();
}
