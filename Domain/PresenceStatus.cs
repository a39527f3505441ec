namespace PresenceCluster.Domain;

/// <summary>The seed's three statuses, ordered: the highest one of a user's sessions is the user's own.</summary>
public enum PresenceStatus : byte
{
    /// <summary>Not logged in: never, no longer, or PushOnline for the whole retention.</summary>
    Offline = 0,

    /// <summary>Logged in on a mobile device whose app is gone, still reachable by push.</summary>
    PushOnline = 1,

    /// <summary>A connection is open.</summary>
    Online = 2,
}
