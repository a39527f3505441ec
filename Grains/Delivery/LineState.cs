namespace PresenceCluster.Grains.Delivery;

/// <summary>The state of a user's line in its window.</summary>
internal enum LineState
{
    /// <summary>To be looked at.</summary>
    Undecided,

    /// <summary>Its first event may be sent.</summary>
    Ready,

    /// <summary>Its first event is held back for its grace.</summary>
    Held,

    /// <summary>Its first event failed and waits for its next try.</summary>
    Failing,

    /// <summary>A request is under way.</summary>
    InFlight,

    /// <summary>It is being parked.</summary>
    Parking,
}
