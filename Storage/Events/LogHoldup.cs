using System.Globalization;

namespace PresenceCluster.Storage.Events;

/// <summary>The oldest transaction that writes on the database server. No event that was stored after its begin can be read yet.</summary>
/// <param name="Transaction">Its number.</param>
/// <param name="Pid">The server process that runs it; null for a prepared transaction, which belongs to none.</param>
/// <param name="Application">The name that the client gave itself; of a prepared transaction, its name.</param>
/// <param name="Database">The database of the server that it writes to.</param>
/// <param name="Since">When it began; null when the server does not tell this user.</param>
public sealed record LogHoldup(string Transaction, int? Pid, string Application, string Database, DateTimeOffset? Since)
{
    /// <summary>How an administrator finds it.</summary>
    public string Name => Pid is { } pid
        ? string.Create(CultureInfo.InvariantCulture, $"process {pid} (application '{Application}') in database '{Database}'")
        : $"the prepared transaction '{Application}' in database '{Database}'";
}
