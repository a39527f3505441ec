using PresenceCluster.Tests.Clocks;
using PresenceCluster.Tests.Storage;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>Two silos and some gateways as processes of their own on a private PostgreSQL.</summary>
public sealed class LocalCluster : IAsyncLifetime
{
    private const int SiloCount = 2;

    private readonly string _directory = Directory.CreateTempSubdirectory("presence-cluster-").FullName;
    private readonly SteppedClocks? _clocks;

    public LocalCluster()
        : this(hasSteppedClocks: false)
    {
    }

    /// <param name="hasSteppedClocks">Whether the wall clock of each process and of PostgreSQL can be stepped.</param>
    internal LocalCluster(bool hasSteppedClocks)
    {
        _clocks = hasSteppedClocks ? new SteppedClocks() : null;
        Postgres = new PostgresServer(mustBeOwn: true) { Clock = _clocks?.Create() };
    }

    /// <summary>Its own, because some tests stop it.</summary>
    internal PostgresServer Postgres { get; }

    internal string ConnectionString { get; private set; } = "";

    /// <summary>How many gateways there are.</summary>
    internal int GatewayCount { get; init; } = 2;

    /// <summary>Further settings of every process.</summary>
    internal IReadOnlyList<string> Settings { get; init; } = [];

    internal List<ServiceProcess> Silos { get; } = [];

    internal List<ServiceProcess> Gateways { get; } = [];

    public async Task InitializeAsync()
    {
        await Postgres.InitializeAsync();
        ConnectionString = await Postgres.CreateDatabaseAsync();
        // All at once: the schema and the app must survive that.
        for (var i = 0; i < SiloCount; i++)
            Silos.Add(Start("Silo"));
        for (var i = 0; i < GatewayCount; i++)
            Gateways.Add(Start("Gateway"));

        foreach (var process in Silos.Concat(Gateways))
            await process.WhenReadyAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var process in Silos.Concat(Gateways))
            await process.DisposeAsync();
        await Postgres.DisposeAsync();
        _clocks?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Starts one more process of the cluster.</summary>
    internal ServiceProcess Start(string project) => ServiceProcess.Start(
        project,
        _directory,
        [
            .. project == "Silo" ? [.. TestApp.Seed(), "--Webhooks:AllowPrivateAddresses=true"] : Array.Empty<string>(),
            "--Storage:Mode=PostgreSql",
            $"--Storage:ConnectionString={ConnectionString}",
            .. Settings,
        ],
        _clocks?.Create());

    /// <summary>Starts a process that has ended once more, on its ports and in its place in the lists.</summary>
    internal async Task<ServiceProcess> StartAgainAsync(ServiceProcess ended)
    {
        var again = ended.StartAgain();
        await ended.DisposeAsync();
        foreach (var list in new[] { Silos, Gateways })
        {
            if (list.IndexOf(ended) is var place and >= 0)
                list[place] = again;
        }

        return await again.WhenReadyAsync();
    }
}
