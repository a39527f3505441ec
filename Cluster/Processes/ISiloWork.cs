using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Cluster.Processes;

/// <summary>What a silo that hosts user grains has in hand. Reads memory only. Not registered elsewhere.</summary>
public interface ISiloWork
{
    /// <summary>Users whose grain is active here.</summary>
    long ActiveUsers { get; }

    /// <summary>The deliveries here; for one app, or for all without one.</summary>
    WebhookWork WebhooksOf(AppId? app);
}
