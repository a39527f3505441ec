using System.Diagnostics;
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
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Storage.Database;

namespace PresenceCluster.Benchmarks;

/// <summary>
/// First logins of more and more users through their grains in one silo, then logins that replace a session. The load is in the silo's
/// process, so its figures include the calls. A line for each tenth of the users shows whether the last ones are as fast as the first.
/// </summary>
internal static class ScaleBenchmark
{
    private const int InFlight = 512;
    private const int Parts = 10;

    /// <param name="users">How many users log in.</param>
    /// <param name="connectionString">An empty PostgreSQL database; null for an embedded file.</param>
    public static async Task RunAsync(int users, string? connectionString)
    {
        using var storage = new BenchmarkStorage(connectionString);
        await using var database = await ClusterDatabase.OpenAsync(storage.Options);
        using var host = BuildHost(database);
        await host.StartAsync();
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        await grains.GetGrain<IAppGrain>(BenchmarkUsers.App.Value).CreateAsync(
            new AppSettings { Name = "Scale", SecretKeys = ["0123456789abcdef0123456789abcdef"] }, "benchmark");
        var load = new Load(grains, host.Services.GetRequiredService<ClusterView>());
        var book = host.Services.GetRequiredService<PresenceBook>();
        using var vouching = new Timer(_ => Vouch(book), null, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        await load.RunAsync(0, 1_000, Platform.Web);
        var residentBefore = Resident();
        Console.WriteLine($"{database.Mode}, {InFlight} logins in flight");
        var part = users / Parts;
        for (var i = 0; i < Parts; i++)
            Report($"first logins to {(i + 1) * part}", await load.RunAsync(1_000 + (i * part), part, Platform.Android));
        Console.WriteLine($"  resident for each user {(Resident() - residentBefore) / users:N0} bytes, without a forced collection");
        var startedAt = TimeProvider.System.GetTimestamp();
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: false);
        Console.WriteLine($"  forced full collection {TimeProvider.System.GetElapsedTime(startedAt).TotalMilliseconds:N0} ms");
        Console.WriteLine($"  the book has {book.Count:N0} users and takes {book.Bytes / book.Count:N0} bytes for each");
        Report("replacements", await load.RunAsync(1_000, part, Platform.IPhone));
        await host.StopAsync();
    }

    private static IHost BuildHost(ClusterDatabase database)
        => new HostBuilder()
            .ConfigureLogging(logging => logging.AddConsole().SetMinimumLevel(LogLevel.Error))
            .UseOrleans(silo => silo
                .AddPresenceCluster(ProcessRole.Silo)
                .UseClusterDatabase(database)
                .AddUserStorage(database)
                .AddTallyUpkeep()
                .AddPresenceGrains()
                .AddEventDelivery()
                .ConfigureEndpoints(IPAddress.Loopback, siloPort: 21112, gatewayPort: 0)
                .Configure<Orleans.Configuration.ClusterOptions>(
                    options => (options.ClusterId, options.ServiceId) = ($"benchmark-{Guid.CreateVersion7()}", "benchmark")))
            .Build();

    // No gateway runs here that would say that its sessions are alive.
    private static void Vouch(PresenceBook book)
    {
        foreach (var (_, sessions) in book.Gateways)
            sessions.Vouch();
    }

    private static void Report(string what, Measured measured) => Console.WriteLine(
        $"  {what,-24} {measured.PerSecond,8:N0}/s, {measured.BytesEach,8:N0} bytes allocated each, "
        + $"longest pause {measured.LongestPause.TotalMilliseconds,6:N0} ms, resident {Resident() / 1_048_576.0,8:N0} MiB");

    private static double Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private sealed record Measured(double PerSecond, double BytesEach, TimeSpan LongestPause);

    private sealed class Load(IGrainFactory grains, ClusterView cluster)
    {
        private long _connections;

        public async Task<Measured> RunAsync(int first, int count, Platform platform)
        {
            var (startedAt, allocated, next) = (TimeProvider.System.GetTimestamp(), GC.GetTotalAllocatedBytes(), first - 1);
            using var running = new CancellationTokenSource();
            var pause = WatchPausesAsync(running.Token);
            await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
            {
                for (var number = Interlocked.Increment(ref next); number < first + count; number = Interlocked.Increment(ref next))
                    await LogInAsync(number, platform);
            })));
            var took = TimeProvider.System.GetElapsedTime(startedAt);
            await running.CancelAsync();
            return new Measured(count / took.TotalSeconds, (GC.GetTotalAllocatedBytes() - allocated) / (double)count, await pause);
        }

        private async Task LogInAsync(int number, Platform platform)
        {
            var now = TimeProvider.System.GetUtcNow();
            var reply = await grains.GetGrain<IUserGrain>(new UserKey(BenchmarkUsers.App, $"user-{number:D7}").ToString()).LoginAsync(
                new PresenceEvent.LoginAttempted
                {
                    ProposedId = new SessionId(Guid.CreateVersion7()),
                    Platform = platform,
                    DeviceId = $"device-{number}-0123456789",
                    Connection = new ConnectionRef(cluster.LocalGateway, Interlocked.Increment(ref _connections)),
                    GatewaySeenAtVersion = cluster.Current.Version,
                    CredentialIssuedAt = now,
                    AskedAt = now,
                });
            if (reply is not LoginReply.Admitted)
                throw new InvalidOperationException($"User {number} was not admitted: {reply}");
        }

        // The longest time for which the collector stopped all threads, as this thread sees it.
        private static async Task<TimeSpan> WatchPausesAsync(CancellationToken stopped)
        {
            var longest = TimeSpan.Zero;
            await Task.Yield();
            while (!stopped.IsCancellationRequested)
            {
                foreach (var kind in (GCKind[])[GCKind.Ephemeral, GCKind.FullBlocking, GCKind.Background])
                {
                    foreach (var paused in GC.GetGCMemoryInfo(kind).PauseDurations)
                        longest = paused > longest ? paused : longest;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            }

            return longest;
        }
    }
}
