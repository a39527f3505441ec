using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Users;

/// <summary>What a lane must know of the rows in it.</summary>
internal interface IPendingRow
{
    UserKey Key { get; }

    /// <summary>When the row was brought, in the clock's ticks.</summary>
    long BroughtAt { get; set; }

    /// <summary>Gives the caller an exception instead of a result, unless it has one already.</summary>
    bool TrySetException(Exception fault);
}
