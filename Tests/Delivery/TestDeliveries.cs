using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PresenceCluster.Grains.Delivery;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Delivery;
using PresenceCluster.Storage.Events;

namespace PresenceCluster.Tests.Delivery;

/// <summary>Starts deliveries whose database is real, and whose log, endpoint and clock are those of a test.</summary>
internal static class TestDeliveries
{
    public static DeliveryFactory Of(
        IEventLog log,
        DeliveryCursors cursors,
        ClusterDatabase database,
        IWebhookSender sender,
        IServiceProvider services,
        TimeProvider time,
        DeliveryOptions? options = null)
        => new(
            log,
            cursors,
            new ParkedEvents(database),
            sender,
            Options.Create(options ?? new DeliveryOptions()),
            new DeliveryMetrics(services.GetRequiredService<IMeterFactory>()),
            time,
            NullLoggerFactory.Instance);
}
