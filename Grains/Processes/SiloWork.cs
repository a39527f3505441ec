using PresenceCluster.Cluster.Processes;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Book;
using PresenceCluster.Grains.Delivery;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Grains.Processes;

/// <summary>This silo's current work: its users and its deliveries, if it runs any.</summary>
internal sealed class SiloWork(PresenceBook book, DeliveryCoordinator? deliveries = null) : ISiloWork
{
    public long ActiveUsers => book.Count;

    public WebhookWork WebhooksOf(AppId? app) => deliveries?.WorkFor(app) ?? WebhookWork.None;
}
