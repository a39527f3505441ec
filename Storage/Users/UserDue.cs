using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Users;

/// <summary>A user's reminder, which is part of the user's row: it is written with the state and goes with the row.</summary>
/// <param name="Hash">The hash by which the silos share the reminders among them; never changes for a user.</param>
/// <param name="At">When the user falls due although nothing happens; null when there is nothing to wait for.</param>
public readonly record struct UserDue(uint Hash, DateTimeOffset? At);

/// <summary>A user who falls due.</summary>
/// <param name="User">The user.</param>
/// <param name="At">When.</param>
public readonly record struct DueUser(UserKey User, DateTimeOffset At);
