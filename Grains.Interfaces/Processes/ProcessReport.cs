using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Grains.Interfaces.Processes;

/// <summary>What one process says of itself, from counters that it keeps.</summary>
[GenerateSerializer, Immutable, Alias("presence.process-report")]
public sealed record ProcessReport
{
    /// <summary>The program's version.</summary>
    [Id(0)]
    public required string Version { get; init; }

    /// <summary>When the process started.</summary>
    [Id(1)]
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Whether it takes no new connections.</summary>
    [Id(2)]
    public required bool IsDraining { get; init; }

    /// <summary>Its connections, or those logged in to the app that was asked for; null when it has no doors.</summary>
    [Id(3)]
    public long? Connections { get; init; }

    /// <summary>Users whose grain is active in it; null when it hosts none.</summary>
    [Id(4)]
    public long? ActiveUsers { get; init; }

    /// <summary>What it used of the machine's processors lately, 0 to 100.</summary>
    [Id(5)]
    public required double CpuPercent { get; init; }

    /// <summary>The memory that it holds.</summary>
    [Id(6)]
    public required long MemoryBytes { get; init; }

    /// <summary>How often things happened lately, of the app that was asked for or of all.</summary>
    [Id(7)]
    public required TrafficRates Rates { get; init; }

    /// <summary>Its deliveries, for the app that was asked for or for all.</summary>
    [Id(8)]
    public required WebhookWork Webhooks { get; init; }
}
