using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Delivery;

/// <summary>The right to move a lane's cursor. It ends when another silo takes the lane over.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Epoch">The fence.</param>
/// <param name="Position">Where the cursor stood.</param>
public sealed record LaneLease(LaneKey Lane, long Epoch, EventPosition Position);
