namespace PresenceCluster.Grains.Delivery;

/// <summary>One user's events in a lane's window, in their order. Only <see cref="DeliveryWindow"/> changes it.</summary>
internal sealed class UserLine(string userId)
{
    public string UserId { get; } = userId;

    /// <summary>The events that are not done. A batch takes from the front and returns there.</summary>
    public List<LaneEntry> Waiting { get; } = [];

    public LineState State { get; set; }

    /// <summary>How many of the first ones are being sent or parked.</summary>
    public int Taken { get; set; }

    /// <summary>How often the first one was tried in vain, for whatever reason.</summary>
    public int Tries { get; set; }

    /// <summary>How many of these tries failed in a row while the endpoint was up. The event itself may be the cause of these.</summary>
    public int Failures { get; set; }

    /// <summary>When the first of these failures was.</summary>
    public DateTimeOffset FailingSince { get; set; }

    /// <summary>Why the last of them was.</summary>
    public string LastError { get; set; } = "";

    /// <summary>Grows with every appointment, so that an older one is recognised as void.</summary>
    public int Appointment { get; set; }
}
