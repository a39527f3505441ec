using Microsoft.Extensions.Configuration.Memory;
using PresenceCluster.Cluster.Clocks;
using PresenceCluster.Cluster.Hosting;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Settings;

namespace PresenceCluster.Gateway.Hosting;

/// <summary>
/// Starts and runs a process of the cluster: reads the configuration, opens the database, joins the cluster, then opens the doors. The
/// entry points of Silo and Gateway differ only in the role and in the services that they add.
/// </summary>
public static class PresenceHost
{
    private const int ExitOk = 0;

    /// <summary>Runs until the process is told to stop.</summary>
    /// <param name="args">The command line: settings such as <c>--Gateway:Tcp:Port=8091</c>.</param>
    /// <param name="role">The role of the process.</param>
    /// <param name="addToProcess">Adds the services that only this kind of process has.</param>
    /// <returns>
    /// 0 after a clean stop. When the process refused to start, a code of <c>docs/operations.md</c>, with every reason on standard error.
    /// </returns>
    public static async Task<int> RunAsync(
        string[] args, ProcessRole role, Action<WebApplicationBuilder, ISiloBuilder, ClusterDatabase>? addToProcess = null)
    {
        try
        {
            var builder = CreateBuilder(args);
            KnownSettings.Check(builder.Configuration);
            var storage = builder.Configuration.ReadSettings<StorageOptions>(StorageOptions.Section);
            await using var database = await ClusterDatabase.OpenAsync(storage);
            await CheckTenancyAsync(database, builder.Configuration);
            Compose(builder, role, database, addToProcess);
            await using var app = builder.Build().MapGateway();
            await app.RunAsync();
            return ExitOk;
        }
        catch (Exception fault) when (StartRefusal.For(fault) is { } refusal)
        {
            refusal.WriteTo(Console.Error);
            return refusal.ExitCode;
        }
    }

    internal static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        // The quiet defaults come first, so every later source of configuration overrides them.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData =
            [
                new("Logging:LogLevel:Default", "Warning"),
                new("Logging:LogLevel:PresenceCluster", "Information"),
                // Orleans' base class of the grain services reports ring ranges under their names; they use none.
                new("Logging:LogLevel:PresenceCluster.Cluster.Processes.ProcessService", "Warning"),
                new("Logging:LogLevel:PresenceCluster.Grains.Processes.SiloService", "Warning"),
                // At its start Orleans reports a check that "has not completed" for as long as the machine has been up.
                new("Logging:LogLevel:Orleans.Runtime.Watchdog", "Error"),
            ],
        });
        // The environment can switch on ASP.NET Core's reader of forwarding headers, which trusts every address. Only those of
        // Gateway:TrustedProxies count, so this comes last.
        builder.Configuration.Sources.Add(new MemoryConfigurationSource { InitialData = [new("ForwardedHeaders_Enabled", "false")] });
        return builder;
    }

    /// <summary>Adds everything that runs in the process.</summary>
    internal static void Compose(
        WebApplicationBuilder builder,
        ProcessRole role,
        ClusterDatabase database,
        Action<WebApplicationBuilder, ISiloBuilder, ClusterDatabase>? addToProcess = null)
    {
        builder.Services.AddProcessClock(database);
        builder.UseOrleans(silo =>
        {
            silo.AddPresenceCluster(role).UseClusterDatabase(database);
            addToProcess?.Invoke(builder, silo, database);
        });
        builder.AddGateway();
    }

    private static Task CheckTenancyAsync(ClusterDatabase database, IConfiguration configuration)
    {
        var cluster = configuration.ReadSettings<ClusterOptions>(ClusterOptions.Section);
        return database.CheckTenancyAsync(cluster.ClusterId, cluster.ServiceId, aliveWithin: 3 * cluster.IAmAlivePeriod);
    }
}
