using PresenceCluster.Grains.Interfaces;

namespace PresenceCluster.Gateway.Rest;

/// <summary>Tells the failures of a grain call that a later repetition may cure from those that it will not.</summary>
internal static class GrainFault
{
    /// <summary>Whether the caller should simply try again: the owner was away or slow, or its storage was.</summary>
    public static bool IsPassing(Exception fault)
        => fault is TimeoutException or OrleansMessageRejectionException or UserStorageBusyException or UserStorageUnavailableException
            or System.Data.Common.DbException;
}
