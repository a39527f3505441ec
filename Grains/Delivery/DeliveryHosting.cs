using Microsoft.Extensions.DependencyInjection;
using PresenceCluster.Storage.Delivery;
using PresenceCluster.Storage.Settings;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Grains.Delivery;

/// <summary>Wires the delivery of status events into a silo that hosts users.</summary>
public static class DeliveryHosting
{
    /// <summary>Adds the deliveries; needs the user storage's database, the log of events and the sender of webhooks.</summary>
    public static ISiloBuilder AddEventDelivery(this ISiloBuilder silo)
    {
        var services = silo.Services;
        services.AddSettings<DeliveryOptions>(DeliveryOptions.Section);
        services.AddSingleton<DeliveryMetrics>();
        services.AddSingleton<DeliveryCursors>();
        services.AddSingleton<ParkedEvents>();
        services.AddSingleton<DeadLetters>();
        services.AddSingleton<EndpointRemains>();
        services.AddSingleton<EventTrim>();
        services.AddSingleton<DeliveryFactory>();
        services.AddSingleton<CursorSaver>();
        services.AddSingleton<DeliveryJournal>();
        services.AddSingleton<LogWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<LogWatch>());
        services.AddSingleton<DeliveryCoordinator>();
        services.AddHostedService(provider => provider.GetRequiredService<DeliveryCoordinator>());
        services.AddSingleton<DeliveryNudge>();
        services.AddSingleton<ICommitWatcher>(provider => provider.GetRequiredService<DeliveryNudge>());
        services.AddHostedService(provider => provider.GetRequiredService<DeliveryNudge>());
        services.AddHostedService<EventUpkeep>();
        return silo;
    }
}
