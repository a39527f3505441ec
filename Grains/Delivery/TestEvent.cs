using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Delivery;

/// <summary>The event that an operator sends to test an endpoint. It is in no log.</summary>
internal static class TestEvent
{
    private const string UserId = "webhook-test";

    public static OutgoingEvent At(AppId app, DateTimeOffset at)
    {
        var session = new Session
        {
            Id = new SessionId(Guid.CreateVersion7(at)),
            Epoch = 1,
            Platform = Platform.Web,
            DeviceId = UserId,
            Connection = new ConnectionRef(new GatewayId(""), 0),
            GatewaySeenAtVersion = 0,
            LoginAt = at,
            AskedAt = at,
            ByHandAt = at,
            Status = PresenceStatus.Online,
            Since = at,
        };
        return OutgoingEvent.Of(new RecordedEvent
        {
            Position = EventPosition.Start,
            User = new UserKey(app, UserId),
            Event = new StatusEvent
            {
                Version = 1,
                At = at,
                Action = StatusAction.Login,
                Sessions = [session],
                Before = PresenceStatus.Offline,
                After = PresenceStatus.Online,
            },
        });
    }
}
