using System.Collections.Immutable;

namespace PresenceCluster.AdminConsole.Processes;

/// <summary>The processes of the cluster.</summary>
public sealed record ProcessList
{
    public ImmutableArray<ProcessLine> Processes { get; init; } = [];
}

/// <summary>One of them.</summary>
public sealed record ProcessLine
{
    public string Name { get; init; } = "";

    public string Role { get; init; } = "";

    public string Address { get; init; } = "";

    public string Status { get; init; } = "";

    public string Version { get; init; } = "";

    public DateTimeOffset? StartedAt { get; init; }

    public bool Draining { get; init; }

    public long? Connections { get; init; }

    public long? ActiveUsers { get; init; }

    public double? CpuPercent { get; init; }

    public long? MemoryBytes { get; init; }

    public double? HeartbeatsPerSecond { get; init; }

    /// <summary>Whether it has doors that can be drained. An embedded process is a silo and a gateway in one.</summary>
    public bool HasDoors => Connections is not null;
}
