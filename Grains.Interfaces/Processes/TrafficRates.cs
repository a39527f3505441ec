namespace PresenceCluster.Grains.Interfaces.Processes;

/// <summary>How often things happen per second, in one process or added up.</summary>
[GenerateSerializer, Immutable, Alias("presence.traffic-rates")]
public sealed record TrafficRates
{
    /// <summary>Logins stored.</summary>
    [Id(0)]
    public double Logins { get; init; }

    /// <summary>Connections whose end was stored: logged out, closed, timed out, or lost with their gateway.</summary>
    [Id(1)]
    public double Closes { get; init; }

    /// <summary>Kicks stored: by an administrator, or by a policy that was enforced at once.</summary>
    [Id(2)]
    public double Kicks { get; init; }

    /// <summary>Heartbeats acknowledged.</summary>
    [Id(3)]
    public double Heartbeats { get; init; }

    /// <summary>Status events stored.</summary>
    [Id(4)]
    public double Events { get; init; }

    /// <summary>Presence queries answered to clients and back ends.</summary>
    [Id(5)]
    public double Queries { get; init; }

    /// <summary>The sum of two.</summary>
    public static TrafficRates operator +(TrafficRates one, TrafficRates other) => new()
    {
        Logins = one.Logins + other.Logins,
        Closes = one.Closes + other.Closes,
        Kicks = one.Kicks + other.Kicks,
        Heartbeats = one.Heartbeats + other.Heartbeats,
        Events = one.Events + other.Events,
        Queries = one.Queries + other.Queries,
    };
}
