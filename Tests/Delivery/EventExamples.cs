using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Tests.Delivery;

/// <summary>Status events as the machine makes them, for tests of their further way.</summary>
internal static class EventExamples
{
    public static readonly AppId App = new(1400000000);
    public static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeMilliseconds(1629883332497);

    public static Session SessionOn(Platform platform, PresenceStatus status = PresenceStatus.Online) => new()
    {
        Id = new SessionId(new Guid((int)platform, 0, 0, new byte[8])),
        Epoch = 1,
        Platform = platform,
        DeviceId = "device-" + platform.Name,
        Connection = new ConnectionRef(new GatewayId("S127.0.0.1:1:1"), 1),
        GatewaySeenAtVersion = 1,
        LoginAt = At,
        AskedAt = At,
        ByHandAt = At,
        Status = status,
        Since = At,
    };

    public static StatusEvent Event(StatusAction action, SessionEndReason? reason, params Platform[] platforms) => new()
    {
        Version = 7,
        At = At,
        Action = action,
        Reason = reason,
        Sessions = [.. platforms.Select(platform => SessionOn(platform))],
        Before = PresenceStatus.Online,
        After = PresenceStatus.Offline,
    };

    public static StatusEvent Login(Platform platform, params Platform[] pushedOut) => Event(StatusAction.Login, null, platform) with
    {
        Before = PresenceStatus.Offline,
        After = PresenceStatus.Online,
        PushedOut = [.. pushedOut.Select(other => SessionOn(other))],
    };

    public static OutgoingEvent Outgoing(StatusEvent happened, long number = 5, string userId = "testuser316")
        => OutgoingEvent.Of(Recorded(happened, number, userId));

    public static RecordedEvent Recorded(StatusEvent happened, long number = 5, string userId = "testuser316")
        => new() { Position = new EventPosition(3, number), User = new UserKey(App, userId), Event = happened };

    public static ImmutableArray<OutgoingEvent> Batch(int count)
        => [.. Enumerable.Range(1, count).Select(number => Outgoing(Login(Platform.Web), number, $"user{number}"))];
}
