using System.Collections.Immutable;

namespace PresenceCluster.AdminConsole.Overview;

/// <summary>The cluster, or one app, at one instant.</summary>
public sealed record OverviewAnswer
{
    public DateTimeOffset At { get; init; }

    public UserCounts Users { get; init; } = new();

    /// <summary>Online sessions by the name of their platform.</summary>
    public ImmutableSortedDictionary<string, long> Sessions { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    public Rates RatesPerSecond { get; init; } = new();

    public long Connections { get; init; }

    public WebhookCounts Webhooks { get; init; } = new();

    public ProcessCounts Processes { get; init; } = new();

    /// <summary>Processes that did not answer in time; the numbers lack their counts.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];
}

/// <summary>Users by status.</summary>
public sealed record UserCounts
{
    public long Online { get; init; }

    public long PushOnline { get; init; }
}

/// <summary>Rates per second, as the service measured them.</summary>
public sealed record Rates
{
    public double Logins { get; init; }

    public double Closes { get; init; }

    public double Kicks { get; init; }

    public double Heartbeats { get; init; }

    public double Events { get; init; }

    public double Queries { get; init; }
}

/// <summary>The pending and past deliveries to the endpoints.</summary>
public sealed record WebhookCounts
{
    public long Backlog { get; init; }

    /// <summary>Whether more events may wait in the log than the silos have read.</summary>
    public bool IsAtLeast { get; init; }

    public double OldestSeconds { get; init; }

    public long Delivered { get; init; }

    public long Failed { get; init; }
}

/// <summary>Processes by role; one process may have both roles.</summary>
public sealed record ProcessCounts
{
    public int All { get; init; }

    public int Silos { get; init; }

    public int Gateways { get; init; }
}

/// <summary>The last minutes, so that a page that was just opened has values to draw.</summary>
public sealed record OverviewHistory
{
    public double StepSeconds { get; init; }

    public ImmutableArray<HistoryPoint> Points { get; init; } = [];
}

/// <summary>One of its instants.</summary>
public sealed record HistoryPoint
{
    public DateTimeOffset At { get; init; }

    public double Online { get; init; }

    public double PushOnline { get; init; }

    public double LoginsPerSecond { get; init; }

    public double ClosesPerSecond { get; init; }

    public double KicksPerSecond { get; init; }

    public double HeartbeatsPerSecond { get; init; }
}
