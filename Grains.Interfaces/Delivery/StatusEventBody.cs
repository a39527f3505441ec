using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces.Delivery;

/// <summary>A status event in JSON: in our own webhooks, in <c>/v1</c> pages and streams. One form, so that a follower needs one reader.</summary>
public sealed record StatusEventBody
{
    /// <summary>Names the event: unique within the app, the same wherever and however often it is sent.</summary>
    public required string Id { get; init; }

    /// <summary>The app's number.</summary>
    public required uint App { get; init; }

    /// <summary>Whose event it is.</summary>
    public required string UserId { get; init; }

    /// <summary>The user's version after it: grows by one with every event of the user.</summary>
    public required long Version { get; init; }

    /// <summary>
    /// The first version that it covers. A follower that has seen the user's versions up to this one less one has missed nothing,
    /// although an event may stand for earlier ones that were held back and dropped.
    /// </summary>
    public required long FirstVersion { get; init; }

    /// <summary>Where it stands in the app's log; to be handed back as <c>after</c>.</summary>
    public required string Position { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What happened.</summary>
    public required StatusAction Action { get; init; }

    /// <summary>Why sessions ended; absent for a login and for what ends none.</summary>
    public SessionEndReason? Reason { get; init; }

    /// <summary>The sessions that it happened to.</summary>
    public required ImmutableArray<EventSessionBody> Sessions { get; init; }

    /// <summary>The sessions that a login pushed out.</summary>
    public required ImmutableArray<EventSessionBody> Kicked { get; init; }

    /// <summary>The user's status before and after.</summary>
    public required EventStatusBody Status { get; init; }

    /// <summary>The custom status after.</summary>
    public required string CustomStatus { get; init; }

    /// <summary>The body for an event.</summary>
    public static StatusEventBody From(OutgoingEvent outgoing)
    {
        var (recorded, happened) = (outgoing.Recorded, outgoing.Recorded.Event);
        return new StatusEventBody
        {
            Id = recorded.Id,
            App = recorded.User.App.Value,
            UserId = recorded.User.UserId,
            Version = happened.Version,
            FirstVersion = outgoing.FirstVersion,
            Position = recorded.Position.ToString(),
            At = happened.At,
            Action = happened.Action,
            Reason = happened.Reason,
            Sessions = EventSessionBody.From(happened.Sessions),
            Kicked = EventSessionBody.From(happened.PushedOut),
            Status = new EventStatusBody(outgoing.Before, happened.After),
            CustomStatus = happened.CustomStatus,
        };
    }

    /// <summary>The body for an event that stands for itself alone.</summary>
    public static StatusEventBody From(RecordedEvent recorded) => From(OutgoingEvent.Of(recorded));
}

/// <summary>A session that an event happened to.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Platform">What kind of device: Android, iPhone, iPad, HarmonyOS, Windows, Mac, Linux, Web or MiniProgram.</param>
/// <param name="DeviceId">Which installation.</param>
public sealed record EventSessionBody(string SessionId, string Platform, string DeviceId)
{
    /// <summary>The bodies for sessions.</summary>
    public static ImmutableArray<EventSessionBody> From(ImmutableArray<Session> sessions)
    {
        var bodies = ImmutableArray.CreateBuilder<EventSessionBody>(sessions.Length);
        foreach (var session in sessions)
            bodies.Add(new EventSessionBody(session.Id.ToString(), session.Platform.Name, session.DeviceId));
        return bodies.MoveToImmutable();
    }
}

/// <summary>How a user's status changed; the same twice when it did not.</summary>
/// <param name="Before">Before.</param>
/// <param name="After">After.</param>
public sealed record EventStatusBody(PresenceStatus Before, PresenceStatus After);
