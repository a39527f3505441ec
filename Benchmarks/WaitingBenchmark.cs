using Microsoft.Extensions.DependencyInjection;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Storage.Database;

namespace PresenceCluster.Benchmarks;

/// <summary>How soon a silo is ready, and what it costs afterwards, when many users are PushOnline and wait for their 7 days, on PostgreSQL.</summary>
internal static class WaitingBenchmark
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(120);

    // Copies of one user who waits. Their ends are spread over the next six days.
    private const string Copy = """
        INSERT INTO presence_user (app, user_id, version, payload, due_at, hash)
        SELECT app, 'waits-' || i, version, payload, due_at - (random() * 6 * 86400 * 1e7)::bigint, (random() * 4294967295)::bigint
        FROM presence_user, generate_series(1, @users) AS i WHERE user_id = 'user-0000000'
        """;

    public static async Task RunAsync(int users, string connectionString)
    {
        var clusterId = $"benchmark-{Guid.CreateVersion7()}";
        using var storage = new BenchmarkStorage(connectionString);
        await using var database = await ClusterDatabase.OpenAsync(storage.Options);
        using (await GrainProcess.StartAsync(GrainProcess.SiloVerb, connectionString, clusterId, "21113"))
        {
            using var host = GrainHost.BuildGateway(database, clusterId, port: 21114);
            await host.StartAsync();
            var load = new LoginLoad(host);
            await load.RunAsync(0, 1, Platform.Android, inFlight: 1);
            await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IUserGrain>(new UserKey(BenchmarkUsers.App, "user-0000000").ToString())
                .EndConnectionAsync(load.Latest, SessionEndReason.Closed);
            await host.StopAsync();
        }

        await using (var connection = await database.DataSource.OpenConnectionAsync())
            await connection.Command(Copy, ("@users", users)).RunAsync(CancellationToken.None);
        var startedAt = TimeProvider.System.GetTimestamp();
        using var silo = await GrainProcess.StartAsync(GrainProcess.SiloVerb, connectionString, $"benchmark-{Guid.CreateVersion7()}", "21113");
        Console.WriteLine($"  {users:N0} users wait; a silo is ready after {TimeProvider.System.GetElapsedTime(startedAt).TotalSeconds:F1} s");
        await Task.Delay(Settling, TimeProvider.System);
        var computed = silo.ProcessorTime;
        await Task.Delay(IdleTime, TimeProvider.System);
        Console.WriteLine(
            $"  then {100 * (silo.ProcessorTime - computed) / IdleTime:F1} % of a core, {silo.ResidentBytes / 1_048_576.0:N0} MiB");
    }
}
