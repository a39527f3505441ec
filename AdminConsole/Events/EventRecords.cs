using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.AdminConsole.Events;

/// <summary>A page of events; of a user's, newest first.</summary>
public sealed record EventPage
{
    public ImmutableArray<StatusEventLine> Events { get; init; } = [];

    public string? Next { get; init; }
}

/// <summary>One transition of one user.</summary>
public sealed record StatusEventLine
{
    public string Id { get; init; } = "";

    public string UserId { get; init; } = "";

    public long Version { get; init; }

    public string Position { get; init; } = "";

    public DateTimeOffset At { get; init; }

    public StatusAction Action { get; init; }

    public SessionEndReason? Reason { get; init; }

    public ImmutableArray<EventDevice> Sessions { get; init; } = [];

    public ImmutableArray<EventDevice> Kicked { get; init; } = [];

    public StatusChange Status { get; init; } = new(default, default);
}

/// <summary>A device that an event happened to.</summary>
public sealed record EventDevice(string Platform, string DeviceId);

/// <summary>A user's status before and after.</summary>
public sealed record StatusChange(PresenceStatus Before, PresenceStatus After);
