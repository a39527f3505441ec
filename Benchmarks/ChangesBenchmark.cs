using System.Data.Common;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Database;

namespace PresenceCluster.Benchmarks;

/// <summary>
/// What changes of the cluster cost when many users are Online: a gateway with many sessions is killed, a silo joins, and the silo that
/// knew everybody is killed. Gateways and silos are processes of their own, on PostgreSQL.
/// </summary>
internal static class ChangesBenchmark
{
    private const int InFlight = 512;
    private const int LostUsers = 100_000;
    private const int Callers = 64;

    // While a silo joins, these users log in again and again. None of their calls may wait for long.
    private const int CallingUsers = 20_000;

    private static readonly TimeSpan JoinLasts = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(int users, string connectionString)
    {
        var clusterId = $"benchmark-{Guid.CreateVersion7()}";
        using var storage = new BenchmarkStorage(connectionString);
        using var silo = await GrainProcess.StartAsync(GrainProcess.SiloVerb, connectionString, clusterId, "21113");
        await using var database = await ClusterDatabase.OpenAsync(storage.Options);
        using var host = GrainHost.BuildGateway(database, clusterId, port: 21114);
        await host.StartAsync();
        var load = new LoginLoad(host);
        await load.RunAsync(0, users, Platform.Android, InFlight);
        Console.WriteLine($"  {users:N0} users are Online, the silo takes {silo.ResidentBytes / 1_048_576.0:N0} MiB");

        using (var gateway = await GrainProcess.StartAsync(GrainProcess.GatewayVerb, connectionString, clusterId, "21115", $"{users}", $"{LostUsers}"))
            await LoseAsync(database, gateway, users);
        using var joined = await JoinAsync(load, connectionString, clusterId);
        Console.WriteLine($"  the silo that joined takes {joined.ResidentBytes / 1_048_576.0:N0} MiB, the other {silo.ResidentBytes / 1_048_576.0:N0} MiB");
        await host.StopAsync();
    }

    private static async Task LoseAsync(ClusterDatabase database, GrainProcess gateway, int users)
    {
        Console.WriteLine($"  a gateway with {await OnlineAsync(database) - users:N0} further users is killed");
        var killedAt = TimeProvider.System.GetTimestamp();
        gateway.Kill();
        var firstAt = TimeSpan.Zero;
        for (var left = (long)LostUsers; left > 0; left = await OnlineAsync(database) - users)
        {
            if (firstAt == TimeSpan.Zero && left < LostUsers)
                firstAt = TimeProvider.System.GetElapsedTime(killedAt);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        Console.WriteLine(
            $"  the first status is right after {firstAt.TotalSeconds:F1} s, the last after {TimeProvider.System.GetElapsedTime(killedAt).TotalSeconds:F1} s");
    }

    private static async Task<GrainProcess> JoinAsync(LoginLoad load, string connectionString, string clusterId)
    {
        using var over = new CancellationTokenSource();
        var calling = load.CallAsync(CallingUsers, Callers, over.Token);
        await Task.Delay(JoinLasts / 3, TimeProvider.System);
        Console.WriteLine($"  before: {load.TakeLongest().TotalMilliseconds:N0} ms is the longest time of a login");
        var joined = await GrainProcess.StartAsync(GrainProcess.SiloVerb, connectionString, clusterId, "21116");
        await Task.Delay(JoinLasts, TimeProvider.System);
        Console.WriteLine($"  while a silo joins: {load.TakeLongest().TotalMilliseconds:N0} ms");
        await over.CancelAsync();
        await calling;
        return joined;
    }

    private static async Task<long> OnlineAsync(ClusterDatabase database)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using DbCommand command = connection.Command("SELECT count(*) FROM presence_user WHERE online_bucket IS NOT NULL");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
