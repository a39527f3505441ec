using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PresenceCluster.Cluster.Hosting;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Grains;
using PresenceCluster.Grains.Book;
using PresenceCluster.Grains.Delivery;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Storage.Database;

namespace PresenceCluster.Benchmarks;

/// <summary>Processes of a cluster without doors: a silo with its grains, or a gateway that only calls them.</summary>
internal static class GrainHost
{
    /// <summary>A silo that hosts users.</summary>
    public static IHost BuildSilo(ClusterDatabase database, string clusterId, int port)
        => Build(database, ProcessRole.Silo, clusterId, port, silo => silo
            .AddUserStorage(database)
            .AddTallyUpkeep()
            .AddPresenceGrains()
            .AddEventDelivery());

    /// <summary>A process that hosts no users.</summary>
    public static IHost BuildGateway(ClusterDatabase database, string clusterId, int port)
        => Build(database, ProcessRole.Gateway, clusterId, port, _ => { });

    /// <summary>Creates the app whose users log in.</summary>
    public static async Task CreateAppAsync(IHost host)
        => await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IAppGrain>(BenchmarkUsers.App.Value).CreateAsync(
            new AppSettings { Name = "Benchmark", SecretKeys = ["0123456789abcdef0123456789abcdef"] }, "benchmark");

    /// <summary>Stands for the rounds of gateways, none of which runs here: says that all their sessions are alive.</summary>
    public static Timer VouchFor(IHost silo)
        => new(
            static book =>
            {
                foreach (var (_, sessions) in ((PresenceBook)book!).Gateways)
                    sessions.Vouch();
            },
            silo.Services.GetRequiredService<PresenceBook>(),
            TimeSpan.Zero,
            TimeSpan.FromSeconds(2));

    /// <summary>A silo's process.</summary>
    public static async Task RunSiloAsync(string connectionString, string clusterId, int port)
    {
        using var storage = new BenchmarkStorage(connectionString);
        await using var database = await ClusterDatabase.OpenAsync(storage.Options);
        using var host = BuildSilo(database, clusterId, port);
        await host.StartAsync();
        await CreateAppAsync(host);
        using var vouching = VouchFor(host);
        await GrainProcess.StayAsync();
    }

    /// <summary>A gateway's process, whose users log in and stay.</summary>
    public static async Task RunGatewayAsync(string connectionString, string clusterId, int port, int first, int users)
    {
        using var storage = new BenchmarkStorage(connectionString);
        await using var database = await ClusterDatabase.OpenAsync(storage.Options);
        using var host = BuildGateway(database, clusterId, port);
        await host.StartAsync();
        await new LoginLoad(host).RunAsync(first, users, Platform.Web, inFlight: 512);
        await GrainProcess.StayAsync();
    }

    private static IHost Build(ClusterDatabase database, ProcessRole role, string clusterId, int port, Action<ISiloBuilder> add)
        => new HostBuilder()
            .ConfigureLogging(logging => logging.AddConsole().SetMinimumLevel(LogLevel.Error))
            .UseOrleans(silo =>
            {
                silo.AddPresenceCluster(role)
                    .UseClusterDatabase(database)
                    .ConfigureEndpoints(IPAddress.Loopback, siloPort: port, gatewayPort: 0)
                    .Configure<Orleans.Configuration.ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (clusterId, "benchmark"));
                add(silo);
            })
            .Build();
}
