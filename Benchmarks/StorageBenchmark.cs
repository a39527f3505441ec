using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using PresenceCluster.Cluster.Hosting;
using PresenceCluster.Domain;
using PresenceCluster.Grains;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Benchmarks;

/// <summary>
/// Durable writes per second through the storage of a running silo, as a login makes them: group commit with the login's event,
/// group commit of the state alone, and the stock ADO.NET provider, in turns, so that all meet the same machine. Several short runs,
/// median with minimum and maximum.
/// </summary>
internal static class StorageBenchmark
{
    private const int Runs = 3;
    private const int UserCount = 20_480;
    private static readonly int[] InFlight = [64, 256, 1_024];
    private static readonly TimeSpan RunLength = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(string? connectionString)
    {
        using var storage = new BenchmarkStorage(connectionString);
        await using var database = await ClusterDatabase.OpenAsync(storage.Options);
        using var host = BuildHost(database);
        await host.StartAsync();
        await MeasureAsync(host.Services, database.Mode);
        await host.StopAsync();
    }

    /// <summary>A silo with nothing but the storage of users.</summary>
    public static IHost BuildHost(ClusterDatabase database)
        => new HostBuilder()
            .ConfigureLogging(logging => logging.AddConsole().SetMinimumLevel(LogLevel.Error))
            .UseOrleans(silo => silo
                .UseClusterDatabase(database)
                .AddUserStorage(database)
                .ConfigureEndpoints(IPAddress.Loopback, siloPort: 21111, gatewayPort: 0)
                .Configure<Orleans.Configuration.ClusterOptions>(
                    options => (options.ClusterId, options.ServiceId) = ($"benchmark-{Guid.CreateVersion7()}", "benchmark")))
            .Build();

    /// <summary>The storage of user grains.</summary>
    public static BenchmarkUsers.Write GroupCommit(IServiceProvider services)
    {
        var store = services.GetRequiredService<UserStore>();
        return async (_, user, before, after, events) =>
        {
            if (!await store.TryWriteAsync(user, before, after, events, default))
                throw new InvalidOperationException($"{user} was written by somebody else.");
        };
    }

    /// <summary>Orleans' own storage over ADO.NET, which knows no events.</summary>
    private static BenchmarkUsers.Write Stock(IServiceProvider services)
    {
        var storage = services.GetRequiredKeyedService<IGrainStorage>(ClusterDatabaseHosting.AdminStorageName);
        var states = Enumerable.Range(0, UserCount).Select(_ => new GrainState<UserPresence>(UserPresence.Unknown)).ToArray();
        return (number, user, _, after, _) =>
        {
            states[number].State = after;
            return storage.WriteStateAsync("presence", GrainId.Create("user", user.ToString()), states[number]);
        };
    }

    private static async Task MeasureAsync(IServiceProvider services, StorageMode mode)
    {
        var groupCommitUsers = new BenchmarkUsers(GroupCommit(services), UserCount);
        var stockUsers = new BenchmarkUsers(Stock(services), UserCount);
        Console.WriteLine($"{mode}: durable writes per second, {Runs} runs of {RunLength.TotalSeconds} s, median (min to max)");
        await groupCommitUsers.WriteAsync(InFlight[^1], RunLength, withEvents: true);
        await stockUsers.WriteAsync(InFlight[0], RunLength, withEvents: false);
        foreach (var inFlight in InFlight)
        {
            var stockRates = new List<WriteRate>();
            var stateRates = new List<WriteRate>();
            var eventRates = new List<WriteRate>();
            using var batches = new BatchSizes();
            for (var run = 0; run < Runs; run++)
            {
                eventRates.Add(await groupCommitUsers.WriteAsync(inFlight, RunLength, withEvents: true));
                stateRates.Add(await groupCommitUsers.WriteAsync(inFlight, RunLength, withEvents: false));
                stockRates.Add(await stockUsers.WriteAsync(inFlight, RunLength, withEvents: false));
            }

            Console.WriteLine(
                $"{inFlight,6} in flight  group commit with events {Describe(eventRates)}, state alone {Describe(stateRates)}, "
                + $"{batches.MeanRows:F0} rows per batch   stock {Describe(stockRates)}");
        }
    }

    private static string Describe(List<WriteRate> rates)
    {
        var sorted = rates.OrderBy(rate => rate.PerSecond).ToArray();
        var median = sorted[Runs / 2];
        return $"{median.PerSecond,7:F0} ({sorted[0].PerSecond:F0} to {sorted[^1].PerSecond:F0}), p99 {median.Percentile99.TotalMilliseconds:F1} ms";
    }
}
