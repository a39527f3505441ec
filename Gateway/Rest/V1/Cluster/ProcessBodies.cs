using System.Collections.Immutable;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Gateway.Rest.V1.Cluster;

/// <summary>The processes of the cluster.</summary>
/// <param name="Processes">Those that run, start or stop.</param>
internal sealed record ProcessListBody(ImmutableArray<ProcessBody> Processes);

/// <summary>One process. Its own figures are absent while it does not answer.</summary>
internal sealed record ProcessBody
{
    /// <summary>Its own name, unique among the running processes.</summary>
    public required string Name { get; init; }

    /// <summary>Silo or Gateway; a silo may hold connections as well.</summary>
    public required string Role { get; init; }

    /// <summary>Where the other processes reach it.</summary>
    public required string Address { get; init; }

    /// <summary>Active, Joining, ShuttingDown and the like; Unresponsive when it is active and did not answer.</summary>
    public required string Status { get; init; }

    /// <summary>The program's version.</summary>
    public string? Version { get; init; }

    /// <summary>When it started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Whether it takes no new connections and sends its clients elsewhere.</summary>
    public bool Draining { get; init; }

    /// <summary>Its connections; absent when it has no doors.</summary>
    public long? Connections { get; init; }

    /// <summary>Users whose grain is active in the process; absent when it hosts none.</summary>
    public long? ActiveUsers { get; init; }

    /// <summary>Its use of the machine's processors over the last seconds, 0 to 100.</summary>
    public double? CpuPercent { get; init; }

    /// <summary>Its memory use.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Heartbeats acknowledged per second; absent when it has no doors.</summary>
    public double? HeartbeatsPerSecond { get; init; }

    /// <summary>The body for a process.</summary>
    public static ProcessBody From(ClusterProcess process, ProcessReport? report) => new()
    {
        Name = process.Name,
        Role = process.Role.ToString(),
        Address = $"{process.Address.Endpoint}",
        Status = process.Status == SiloStatus.Active && report is null ? "Unresponsive" : process.Status.ToString(),
        Version = report?.Version,
        StartedAt = report?.StartedAt,
        Draining = report?.IsDraining ?? false,
        Connections = report?.Connections,
        ActiveUsers = report?.ActiveUsers,
        CpuPercent = report is null ? null : Math.Round(report.CpuPercent, 1),
        MemoryBytes = report?.MemoryBytes,
        HeartbeatsPerSecond = report?.Connections is null ? null : report.Rates.Heartbeats,
    };
}
