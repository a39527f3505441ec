using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Grains.Delivery;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Delivery;
using PresenceCluster.Storage.Events;

namespace PresenceCluster.Benchmarks;

/// <summary>
/// Whether old events are deleted as fast as logins write them at their fastest, and what that costs the logins: logins alone, then
/// logins whose events are old at once while they are deleted, then the deletion of what is left, alone.
/// </summary>
internal static class TrimBenchmark
{
    private const int Runs = 3;
    private const int UserCount = 20_480;
    private const int InFlight = 256;

    private static readonly TimeSpan RunLength = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(string? connectionString)
    {
        using var storage = new BenchmarkStorage(connectionString);
        await using var database = await ClusterDatabase.OpenAsync(storage.Options);
        using var host = StorageBenchmark.BuildHost(database);
        await host.StartAsync();
        await MeasureAsync(new BenchmarkUsers(StorageBenchmark.GroupCommit(host.Services), UserCount), Trim(host.Services), database.Mode);
        await host.StopAsync();
    }

    private static EventTrim Trim(IServiceProvider services) => new(
        services.GetRequiredService<IEventLog>(),
        services.GetRequiredService<IEventLogTrim>(),
        new DeliveryCursors(services.GetRequiredService<ClusterDatabase>(), TimeProvider.System),
        Options.Create(new DeliveryOptions()),
        TimeProvider.System);

    private static async Task MeasureAsync(BenchmarkUsers users, EventTrim trim, StorageMode mode)
    {
        var settings = new AppSettings();
        var app = new AppSnapshot(BenchmarkUsers.App, 1, settings with { Timings = settings.Timings with { EventRetention = TimeSpan.Zero } });
        var (alone, together, deleted, rest) = (new List<WriteRate>(), new List<WriteRate>(), new List<double>(), new List<double>());
        await users.WriteAsync(InFlight, RunLength, withEvents: true);
        for (var run = 0; run < Runs; run++)
        {
            alone.Add(await users.WriteAsync(InFlight, RunLength, withEvents: true));
            rest.Add(await RateAsync(trim, app, Task.CompletedTask));
            var writing = users.WriteAsync(InFlight, RunLength, withEvents: true);
            deleted.Add(await RateAsync(trim, app, writing));
            together.Add(await writing);
            await trim.RunAsync(app, CancellationToken.None);
        }

        Console.WriteLine($"{mode}, {InFlight} logins in flight, {Runs} runs of {RunLength.TotalSeconds} s, median (min to max)");
        Console.WriteLine($"logins alone      {Describe(alone)}");
        Console.WriteLine($"logins and trim   {Describe(together)}; deleted meanwhile {new Spread(deleted).Describe("F0")} events/s");
        Console.WriteLine($"trim alone        {new Spread(rest).Describe("F0")} events/s");
    }

    /// <summary>Deletes until nothing is left, again and again as long as something writes; events per second.</summary>
    private static async Task<double> RateAsync(EventTrim trim, AppSnapshot app, Task writing)
    {
        var time = TimeProvider.System;
        var startedAt = time.GetTimestamp();
        var count = 0L;
        do
            count += await trim.RunAsync(app, CancellationToken.None);
        while (!writing.IsCompleted);
        return count / time.GetElapsedTime(startedAt).TotalSeconds;
    }

    private static string Describe(List<WriteRate> rates)
        => $"{new Spread(rates.Select(rate => rate.PerSecond)).Describe("F0")} per second, "
            + $"p99 {new Spread(rates.Select(rate => rate.Percentile99.TotalMilliseconds)).Describe("F1")} ms";
}
