using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Book;
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
    private const int WarmUpUsers = 10_000;

    /// <param name="users">How many users log in.</param>
    /// <param name="connectionString">An empty PostgreSQL database; null for an embedded file.</param>
    public static async Task RunAsync(int users, string? connectionString)
    {
        using var storage = new BenchmarkStorage(connectionString);
        await using var database = await ClusterDatabase.OpenAsync(storage.Options);
        using var host = GrainHost.BuildSilo(database, $"benchmark-{Guid.CreateVersion7()}", port: 21112);
        await host.StartAsync();
        await GrainHost.CreateAppAsync(host);
        var book = host.Services.GetRequiredService<PresenceBook>();
        using var vouching = GrainHost.VouchFor(host);
        var load = new LoginLoad(host);
        await load.RunAsync(0, WarmUpUsers, Platform.Web, InFlight);
        var residentBefore = Resident();
        Console.WriteLine($"{database.Mode}, {InFlight} logins in flight, after {WarmUpUsers:N0} to warm up, resident {Resident() / 1_048_576.0:N0} MiB");
        var part = users / Parts;
        for (var i = 0; i < Parts; i++)
            Report($"first logins to {(i + 1) * part}", await load.RunAsync(WarmUpUsers + (i * part), part, Platform.Android, InFlight));
        Console.WriteLine($"  resident for each user {(Resident() - residentBefore) / users:N0} bytes, without a forced collection");
        Console.WriteLine($"  the book has {book.Count:N0} users and takes {book.Bytes / book.Count:N0} bytes for each");
        var startedAt = TimeProvider.System.GetTimestamp();
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: false);
        Console.WriteLine($"  forced full collection {TimeProvider.System.GetElapsedTime(startedAt).TotalMilliseconds:N0} ms");
        Report("replacements", await load.RunAsync(WarmUpUsers, part, Platform.IPhone, InFlight));
        await host.StopAsync();
    }

    private static void Report(string what, MeasuredLogins measured) => Console.WriteLine(
        $"  {what,-24} {measured.PerSecond,8:N0}/s, {measured.BytesEach,8:N0} bytes allocated each, "
        + $"longest pause {measured.LongestPause.TotalMilliseconds,6:N0} ms, resident {Resident() / 1_048_576.0,8:N0} MiB");

    private static double Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
