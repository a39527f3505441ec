using System.Diagnostics;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Database;

namespace PresenceCluster.Benchmarks;

/// <summary>
/// Durable logins per second from a gateway's process to a silo in a process of its own, on PostgreSQL: first logins of new users, and
/// logins that replace a session. Both ways of load alternate, so that they meet the same machine.
/// </summary>
internal static class LoginsBenchmark
{
    private const int Rounds = 5;
    private const int UsersOfARound = 20_000;
    private static readonly int[] InFlight = [64, 1_024];

    /// <summary>The verb of the silo's process.</summary>
    public const string SiloVerb = "logins-silo";

    public static async Task RunAsync(string connectionString)
    {
        var clusterId = $"benchmark-{Guid.CreateVersion7()}";
        using var silo = Process.Start(new ProcessStartInfo("dotnet", [typeof(LoginsBenchmark).Assembly.Location, SiloVerb, connectionString, clusterId])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            if (await silo.StandardOutput.ReadLineAsync() is null)
                throw new InvalidOperationException("The silo did not start.");
            using var storage = new BenchmarkStorage(connectionString);
            await using var database = await ClusterDatabase.OpenAsync(storage.Options);
            using var host = GrainHost.BuildGateway(database, clusterId, port: 21114);
            await host.StartAsync();
            await MeasureAsync(new LoginLoad(host), silo);
            await host.StopAsync();
        }
        finally
        {
            silo.Kill();
        }
    }

    /// <summary>The silo's process. It ends with its input.</summary>
    public static async Task RunSiloAsync(string connectionString, string clusterId)
    {
        using var storage = new BenchmarkStorage(connectionString);
        await using var database = await ClusterDatabase.OpenAsync(storage.Options);
        using var host = GrainHost.BuildSilo(database, clusterId, port: 21113);
        await host.StartAsync();
        await GrainHost.CreateAppAsync(host);
        using var vouching = GrainHost.VouchFor(host);
        Console.WriteLine("ready");
        await Console.In.ReadToEndAsync();
    }

    private static async Task MeasureAsync(LoginLoad load, Process silo)
    {
        var users = 0;
        await load.RunAsync(users, UsersOfARound, Platform.Android, InFlight[^1]);
        users += UsersOfARound;
        var first = InFlight.ToDictionary(inFlight => inFlight, _ => new List<double>());
        var again = InFlight.ToDictionary(inFlight => inFlight, _ => new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var inFlight in InFlight)
            {
                first[inFlight].Add((await load.RunAsync(users, UsersOfARound, Platform.Android, inFlight)).PerSecond);
                again[inFlight].Add((await load.RunAsync(users, UsersOfARound, Platform.IPhone, inFlight)).PerSecond);
                users += UsersOfARound;
            }
        }

        silo.Refresh();
        foreach (var inFlight in InFlight)
        {
            Console.WriteLine($"  {inFlight,5} in flight: first logins {new Spread(first[inFlight]).Describe("N0")}/s");
            Console.WriteLine($"  {inFlight,5} in flight: replacements {new Spread(again[inFlight]).Describe("N0")}/s");
        }

        Console.WriteLine($"  {users:N0} users, the silo's process takes {silo.WorkingSet64 / 1_048_576.0:N0} MiB");
    }
}
