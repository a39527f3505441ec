using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Hosting;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Storage;

namespace PresenceCluster.Gateway.Hosting;

/// <summary>
/// Starts and runs a process of the cluster: reads the configuration, opens the database, joins the cluster, then opens the doors.
/// The entry points of Silo and Gateway differ only in the role and in what they add.
/// </summary>
public static class PresenceHost
{
    private const int ExitOk = 0;
    private const int ExitRefused = 1;

    /// <summary>Runs until the process is told to stop.</summary>
    /// <param name="args">The command line: settings such as <c>--Gateway:Tcp:Port=8091</c>.</param>
    /// <param name="role">What the process does.</param>
    /// <param name="addToProcess">Adds what only this kind of process has.</param>
    /// <returns>0 after a clean stop; 1 when the process refused to start, with every reason on standard error.</returns>
    public static async Task<int> RunAsync(
        string[] args, ProcessRole role, Action<WebApplicationBuilder, ISiloBuilder, ClusterDatabase>? addToProcess = null)
    {
        try
        {
            var builder = CreateBuilder(args);
            await using var database = await ClusterDatabase.OpenAsync(ReadStorageOptions(builder.Configuration));
            await using var app = Build(builder, role, database, addToProcess);
            await app.RunAsync();
            return ExitOk;
        }
        catch (OptionsValidationException fault)
        {
            return Refuse("The configuration is wrong:", fault.Failures);
        }
        catch (AggregateException fault) when (fault.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            return Refuse(
                "The configuration is wrong:", fault.InnerExceptions.SelectMany(inner => ((OptionsValidationException)inner).Failures));
        }
        catch (ClusterDatabaseException fault)
        {
            return Refuse("The storage cannot be used:", [fault.Message]);
        }
    }

    private static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        // The quiet default stands first, so every later source of configuration overrides it.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData =
            [
                new("Logging:LogLevel:Default", "Warning"),
                new("Logging:LogLevel:PresenceCluster", "Information"),
                // Orleans' base class of the grain services reports ring ranges under their names; they use none.
                new($"Logging:LogLevel:{typeof(ClusterHosting).Assembly.GetName().Name}", "Warning"),
                new("Logging:LogLevel:PresenceCluster.Grains.Presence", "Warning"),
                // At its start Orleans reports a check that "has not completed" for as long as the machine has been up.
                new("Logging:LogLevel:Orleans.Runtime.Watchdog", "Error"),
            ],
        });
        return builder;
    }

    private static StorageOptions ReadStorageOptions(IConfiguration configuration)
    {
        try
        {
            return configuration.GetSection(StorageOptions.SectionName).Get<StorageOptions>(binder => binder.ErrorOnUnknownConfiguration = true)
                ?? new StorageOptions();
        }
        catch (InvalidOperationException fault)
        {
            throw new OptionsValidationException(StorageOptions.SectionName, typeof(StorageOptions), [fault.Message]);
        }
    }

    private static WebApplication Build(
        WebApplicationBuilder builder,
        ProcessRole role,
        ClusterDatabase database,
        Action<WebApplicationBuilder, ISiloBuilder, ClusterDatabase>? addToProcess)
    {
        builder.UseOrleans(silo =>
        {
            silo.AddPresenceCluster(role).UseClusterDatabase(database);
            addToProcess?.Invoke(builder, silo, database);
        });
        builder.AddGateway();
        var app = builder.Build();
        app.MapGateway();
        return app;
    }

    private static int Refuse(string headline, IEnumerable<string> reasons)
    {
        Console.Error.WriteLine(headline);
        foreach (var reason in reasons)
            Console.Error.WriteLine($"  - {reason}");
        return ExitRefused;
    }
}
