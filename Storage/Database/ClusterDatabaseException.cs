using System.Data.Common;
using Npgsql;

namespace PresenceCluster.Storage.Database;

/// <summary>The database cannot be used, and starting again unchanged will not help by itself. The message is for the operator.</summary>
public sealed class ClusterDatabaseException : Exception
{
    // A statement was prepared on one connection to the server and met on another one: "already exists", "does not exist".
    private static readonly string[] OfPreparedStatements = ["42P05", "26000"];

    // Classes of answers that may be another one later: connection lost, conflict with others, out of resources, not in the right state,
    // ended by an operator or starting, trouble of the system, an internal fault.
    private static readonly string[] PassingClasses = ["08", "40", "53", "55", "57", "58", "XX"];

    // The server is a standby, perhaps for the moment of a failover only.
    private const string ReadOnly = "25006";

    internal ClusterDatabaseException(StorageFault fault, string message, Exception? inner = null)
        : base(message, inner)
        => Fault = fault;

    /// <summary>Why.</summary>
    public StorageFault Fault { get; }

    /// <summary>The refusal of a database that cannot be opened, with the reason.</summary>
    internal static ClusterDatabaseException Unreachable(string what, Exception fault)
        => new(StorageFault.Unreachable, $"{what} cannot be opened: {fault.Message}", fault);

    /// <summary>The refusal of a database whose driver threw; null when the fault is none of a driver.</summary>
    internal static ClusterDatabaseException? For(string what, Exception fault) => fault switch
    {
        PostgresException { SqlState: var state } when OfPreparedStatements.Contains(state) => new(
            StorageFault.WrongSettings,
            $"{what} is behind a connection pooler that does not keep prepared statements, such as PgBouncer in transaction mode. Set "
                + "'Max Auto Prepare=0' in Storage:ConnectionString, or max_prepared_statements in PgBouncer 1.21 or later, or its session "
                + $"mode. ({fault.Message})",
            fault),
        PostgresException { SqlState: var state } when !IsPassing(state)
            => new(StorageFault.Refused, $"{what} refuses us: {fault.Message}", fault),
        DbException or TimeoutException => Unreachable(what, fault),
        _ => null,
    };

    private static bool IsPassing(string state)
        => state == ReadOnly || PassingClasses.Any(one => state.StartsWith(one, StringComparison.Ordinal));
}
