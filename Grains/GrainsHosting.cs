using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Grains.Book;
using PresenceCluster.Grains.Delivery.Http;
using PresenceCluster.Grains.Interfaces.Processes;
using PresenceCluster.Grains.Processes;
using PresenceCluster.Grains.Users;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Settings;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Grains;

/// <summary>Wires the grains into a silo that hosts users. The database is the caller's.</summary>
public static class GrainsHosting
{
    // Longer than the quantum of Orleans' collector, which is a minute. It finds what did not leave by itself, such as a call that failed.
    private static readonly TimeSpan UserIdleTime = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Adds the storage of user states over the process's database. What it writes is refused once the cluster has given this silo up.
    /// </summary>
    public static ISiloBuilder AddUserStorage(this ISiloBuilder silo, ClusterDatabase database)
    {
        silo.Services.AddSingleton(provider => WritingSiloOf(provider.GetRequiredService<ILocalSiloDetails>()));
        silo.Services.AddUserStorage(database);
        silo.Services.AddSingleton<IValidateOptions<UserStorageOptions>, UserStorageTimeValidator>();
        return silo;
    }

    /// <summary>Has this silo count the users of its share of the apps once in a while; needs the user storage and the apps.</summary>
    public static ISiloBuilder AddTallyUpkeep(this ISiloBuilder silo)
    {
        silo.Services.AddHostedService<TallyUpkeep>();
        return silo;
    }

    /// <summary>Adds user and app grains with all that they need beside storage.</summary>
    public static ISiloBuilder AddPresenceGrains(this ISiloBuilder silo)
    {
        var services = silo.Services;
        services.AddSettings<UserGrainOptions>(UserGrainOptions.Section);
        services.AddSingleton<PresenceBook>();
        services.AddSingleton<UserActivations>();
        services.AddSingleton<EndedConnections>();
        services.AddSingleton<IdleUsers>();
        services.AddHostedService(provider => provider.GetRequiredService<IdleUsers>());
        services.AddSingleton<PresenceMetrics>();
        services.AddSingleton<ISiloWork, SiloWork>();
        services.AddSingleton<CloseNoticeSender>();
        services.AddSingleton<SessionLeases>();
        services.AddHostedService(provider => provider.GetRequiredService<SessionLeases>());
        services.AddSingleton<UncertainWrites>();
        services.AddSingleton<CommittedUsers>();
        services.AddWebhookSender();
        services.AddSingleton<IPresenceReader, PresenceReader>();
        services.AddSingleton<PolicyEnforcer>();
        services.AddHostedService(provider => provider.GetRequiredService<PolicyEnforcer>());
        services.AddSingleton<GatewayWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<GatewayWatch>());
        services.AddHostedService<BookLoader>();
        services.AddSingleton<OwnershipHandover>();
        services.AddSingleton<IOwnershipHandover>(provider => provider.GetRequiredService<OwnershipHandover>());
        services.AddHostedService(provider => provider.GetRequiredService<OwnershipHandover>());
        silo.Configure<GrainCollectionOptions>(options => options.ClassSpecificCollectionAge[typeof(UserGrain).FullName!] = UserIdleTime);
        silo.AddGrainService<SiloService>();
        return silo;
    }

    private static WritingSilo WritingSiloOf(ILocalSiloDetails silo)
    {
        var address = silo.SiloAddress;
        return new WritingSilo(silo.ClusterId, address.Endpoint.Address.ToString(), address.Endpoint.Port, address.Generation);
    }
}
