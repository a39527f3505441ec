using PresenceCluster.Cluster.Processes;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Delivery;
using PresenceCluster.Grains.Interfaces.Delivery;
using PresenceCluster.Grains.Users;

namespace PresenceCluster.Grains.Processes;

/// <summary>This silo's current work: its active users and its deliveries, if it runs any.</summary>
internal sealed class SiloWork(PresenceTable table, DeliveryCoordinator? deliveries = null) : ISiloWork
{
    public long ActiveUsers => table.Count;

    public WebhookWork WebhooksOf(AppId? app) => deliveries?.WorkFor(app) ?? WebhookWork.None;
}
