using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Gateway.Rest;

/// <summary>Tells the failures of a grain call that a later repetition may cure from those that it will not.</summary>
internal static class GrainFault
{
    /// <summary>Whether the caller should simply try again: the owner was away or slow, or its storage was, or it had just moved.</summary>
    public static bool IsPassing(Exception fault) => fault switch
    {
        TimeoutException or OrleansMessageRejectionException or Orleans.Storage.InconsistentStateException => true,
        UserMovedException or UserStorageBusyException or UserStorageUnavailableException or System.Data.Common.DbException => true,
        // The storage bridge of a grain wraps what the database says.
        OrleansException { InnerException: { } inner } => IsPassing(inner),
        // What the runtime throws when it finds no silo for the grain: none is there yet, or the last one has just died.
        OrleansException => fault.GetType() == typeof(OrleansException),
        _ => false,
    };
}
