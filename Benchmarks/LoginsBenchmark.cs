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

    public static async Task RunAsync(string connectionString)
    {
        var clusterId = $"benchmark-{Guid.CreateVersion7()}";
        using var silo = await GrainProcess.StartAsync(GrainProcess.SiloVerb, connectionString, clusterId, "21113");
        using var storage = new BenchmarkStorage(connectionString);
        await using var database = await ClusterDatabase.OpenAsync(storage.Options);
        using var host = GrainHost.BuildGateway(database, clusterId, port: 21114);
        await host.StartAsync();
        await MeasureAsync(new LoginLoad(host));
        Console.WriteLine($"  the silo's process takes {silo.ResidentBytes / 1_048_576.0:N0} MiB");
        await host.StopAsync();
    }

    private static async Task MeasureAsync(LoginLoad load)
    {
        var users = UsersOfARound;
        await load.RunAsync(0, users, Platform.Android, InFlight[^1]);
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

        foreach (var inFlight in InFlight)
        {
            Console.WriteLine($"  {inFlight,5} in flight: first logins {new Spread(first[inFlight]).Describe("N0")}/s");
            Console.WriteLine($"  {inFlight,5} in flight: replacements {new Spread(again[inFlight]).Describe("N0")}/s");
        }
    }
}
