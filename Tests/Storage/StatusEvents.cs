using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Tests.Storage;

/// <summary>Status events as transitions make them, for tests that do not depend on their origin.</summary>
internal static class StatusEvents
{
    public static readonly DateTimeOffset At = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    public static StatusEvent Login(string device, long version, DateTimeOffset? at = null) => new()
    {
        Version = version,
        At = at ?? At,
        Action = StatusAction.Login,
        Sessions = [Session(device, PresenceStatus.Online, at ?? At)],
        Before = PresenceStatus.Offline,
        After = PresenceStatus.Online,
    };

    public static StatusEvent Disconnect(string device, long version, SessionEndReason reason, DateTimeOffset? at = null) => new()
    {
        Version = version,
        At = at ?? At,
        Action = StatusAction.Disconnect,
        Reason = reason,
        Sessions = [Session(device, PresenceStatus.Online, at ?? At)],
        Before = PresenceStatus.Online,
        After = PresenceStatus.PushOnline,
    };

    public static Session Session(string device, PresenceStatus status, DateTimeOffset since) => new()
    {
        Id = new SessionId(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)),
        Epoch = 1,
        Platform = Platform.Android,
        DeviceId = device,
        Connection = new ConnectionRef(new GatewayId("S127.0.0.1:11111:1"), 1),
        GatewaySeenAtVersion = 1,
        LoginAt = since,
        AskedAt = since,
        ByHandAt = since,
        Status = status,
        Since = since,
    };

    /// <summary>The write by which a user's state stores its next event.</summary>
    public static UserStateWrite Write(UserKey user, StatusEvent happened, params TallyChange[] tally) => new()
    {
        Key = user,
        ExpectedVersion = happened.Version - 1,
        Next = new StoredUserState(happened.Version, [1]),
        Events = [new StatusEventWrite(happened.Version, happened.At, StatusEventCodec.Encode(happened))],
        Tally = [.. tally],
    };
}
