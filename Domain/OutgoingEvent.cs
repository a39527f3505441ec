namespace PresenceCluster.Domain;

/// <summary>
/// An event as it is sent to an endpoint. It may cover earlier events of the same user that were held back and dropped. A follower that has
/// seen everything up to <see cref="FirstVersion"/> - 1 has missed nothing.
/// </summary>
/// <param name="Recorded">The event.</param>
/// <param name="FirstVersion">The first of the user's versions that it covers; its own version when nothing was dropped.</param>
/// <param name="Before">The user's status before the first event that it covers.</param>
public sealed record OutgoingEvent(RecordedEvent Recorded, long FirstVersion, PresenceStatus Before)
{
    /// <summary>An event that stands for itself alone.</summary>
    public static OutgoingEvent Of(RecordedEvent recorded) => new(recorded, recorded.Event.Version, recorded.Event.Before);
}
