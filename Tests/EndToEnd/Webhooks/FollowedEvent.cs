using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Tests.EndToEnd.Webhooks;

/// <summary>A follower's record of an event: enough to prove that none is missing, and the time of its arrival.</summary>
internal readonly record struct FollowedEvent(
    string Id, string Position, string UserId, long FirstVersion, long Version, PresenceStatus After, DateTimeOffset At, DateTimeOffset SeenAt)
{
    public TimeSpan Delay => SeenAt - At;

    public static FollowedEvent Of(StatusEventBody body)
        => new(body.Id, body.Position, body.UserId, body.FirstVersion, body.Version, body.Status.After, body.At, TimeProvider.System.GetUtcNow());
}
