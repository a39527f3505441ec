using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Gateway.Acts;

/// <summary>Separates failures of a grain call that may pass by themselves from those that will not.</summary>
internal static class GrainFault
{
    /// <summary>
    /// Whether the caller should simply try again: the owner or its storage was away or slow, or the user had just moved.
    /// </summary>
    public static bool IsPassing(Exception fault) => fault switch
    {
        // A call that was given up: by its caller, or because the grain's activation was cancelled.
        OperationCanceledException => true,
        TimeoutException or OrleansMessageRejectionException or Orleans.Storage.InconsistentStateException => true,
        UserMovedException or UserStorageBusyException or UserStorageUnavailableException or System.Data.Common.DbException => true,
        // The storage bridge of a grain wraps the database's exceptions.
        OrleansException { InnerException: { } inner } => IsPassing(inner),
        // The runtime throws this when it finds no silo for the grain: there is none yet, or the last one has just died.
        OrleansException => fault.GetType() == typeof(OrleansException),
        _ => false,
    };

    /// <summary>
    /// A passing failure in one line, for the log: the type and the message of its root. Its stack says nothing about it, and many clients
    /// meet it at once.
    /// </summary>
    public static string Describe(Exception fault)
    {
        var root = fault.GetBaseException();
        return $"{root.GetType().Name}: {root.Message}";
    }
}
