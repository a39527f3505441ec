using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces.Delivery;

/// <summary>A status event in JSON, the same in native webhooks and in <c>/v1</c> pages and streams. A follower needs one reader.</summary>
public sealed record StatusEventBody
{
    /// <summary>Names the event: unique within the app, and the same in every delivery.</summary>
    public required string Id { get; init; }

    /// <summary>The app's number.</summary>
    public required uint App { get; init; }

    /// <summary>The user of the event.</summary>
    public required string UserId { get; init; }

    /// <summary>The user's version after it: grows by one with every event of the user.</summary>
    public required long Version { get; init; }

    /// <summary>
    /// The first version that the event covers: it may stand for earlier ones that were held back and dropped. A follower that has seen the
    /// user's versions up to the one before has missed nothing.
    /// </summary>
    public required long FirstVersion { get; init; }

    /// <summary>Its position in the app's log; followers return it as <c>after</c>.</summary>
    public required string Position { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The kind of transition.</summary>
    public required StatusAction Action { get; init; }

    /// <summary>Why sessions ended; absent for a transition that ends none.</summary>
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

/// <summary>A session that an event affected.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Platform">The kind of device: Android, iPhone, iPad, HarmonyOS, Windows, Mac, Linux, Web or MiniProgram.</param>
/// <param name="DeviceId">The installation.</param>
/// <param name="Client">What is known of the client; absent when nothing is.</param>
public sealed record EventSessionBody(string SessionId, string Platform, string DeviceId, ClientInfo? Client = null)
{
    /// <summary>The bodies for sessions.</summary>
    public static ImmutableArray<EventSessionBody> From(ImmutableArray<Session> sessions)
    {
        var bodies = ImmutableArray.CreateBuilder<EventSessionBody>(sessions.Length);
        foreach (var session in sessions)
            bodies.Add(new EventSessionBody(session.Id.ToString(), session.Platform.Name, session.DeviceId, session.Client));
        return bodies.MoveToImmutable();
    }
}

/// <summary>A user's status around an event; both are the same when it did not change.</summary>
/// <param name="Before">Before.</param>
/// <param name="After">After.</param>
public sealed record EventStatusBody(PresenceStatus Before, PresenceStatus After);
