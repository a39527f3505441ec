namespace PresenceCluster.Storage.Database;

/// <summary>The database cannot be used, and starting again unchanged will not help by itself. The message is for the operator.</summary>
public sealed class ClusterDatabaseException : Exception
{
    internal ClusterDatabaseException(StorageFault fault, string message, Exception? inner = null)
        : base(message, inner)
        => Fault = fault;

    /// <summary>Why.</summary>
    public StorageFault Fault { get; }

    /// <summary>The refusal of a database that cannot be opened, with the reason.</summary>
    internal static ClusterDatabaseException Unreachable(string what, Exception fault)
        => new(StorageFault.Unreachable, $"{what} cannot be opened: {fault.Message}", fault);
}
