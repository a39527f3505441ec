using PresenceCluster.Tests.Storage;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>Two silos and two gateways as processes of their own on a private PostgreSQL.</summary>
public sealed class LocalCluster : IAsyncLifetime
{
    private readonly PostgresServer _postgres = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("presence-cluster-").FullName;
    private string _connectionString = "";

    internal List<ServiceProcess> Silos { get; } = [];

    internal List<ServiceProcess> Gateways { get; } = [];

    public async Task InitializeAsync()
    {
        await _postgres.InitializeAsync();
        _connectionString = await _postgres.CreateDatabaseAsync();
        // All four at once: the schema and the app must survive that.
        for (var i = 0; i < 2; i++)
        {
            Silos.Add(Start("Silo"));
            Gateways.Add(Start("Gateway"));
        }

        foreach (var process in Silos.Concat(Gateways))
            await process.WhenReadyAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var process in Silos.Concat(Gateways))
            await process.DisposeAsync();
        await _postgres.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Starts one more process of the cluster.</summary>
    internal ServiceProcess Start(string project) => ServiceProcess.Start(
        project,
        _directory,
        [.. project == "Silo" ? [.. TestApp.Seed(), "--Webhooks:AllowPrivateAddresses=true"] : Array.Empty<string>(), "--Storage:Mode=PostgreSql", $"--Storage:ConnectionString={_connectionString}"]);
}
