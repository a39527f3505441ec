using Microsoft.Extensions.DependencyInjection;
using PresenceCluster.Cluster.Overview;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Delivery;
using PresenceCluster.Grains.Interfaces;

namespace PresenceCluster.Grains.Presence;

/// <summary>What this silo has in hand: its active users and its deliveries, if it runs any.</summary>
internal sealed class SiloWork(PresenceTable table, IServiceProvider services) : ISiloWork
{
    // Asked for late: the deliveries are wired by a part of their own, which a silo may do without.
    private readonly Lazy<DeliveryCoordinator?> _deliveries = new(services.GetService<DeliveryCoordinator>);

    public long ActiveUsers => table.Count;

    public WebhookWork WebhooksOf(AppId? app) => _deliveries.Value?.WorkFor(app) ?? WebhookWork.None;
}
