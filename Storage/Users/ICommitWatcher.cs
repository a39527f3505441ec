using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Users;

/// <summary>Hears of every user whose state, and with it events, has just been stored.</summary>
public interface ICommitWatcher
{
    /// <summary>Notes it and returns at once; throws nothing.</summary>
    void Committed(UserKey user);
}
