using System.Globalization;

namespace PresenceCluster.Storage.Events;

/// <summary>The oldest running transaction that may store events. No event that was stored after its begin can be read yet.</summary>
/// <param name="Transaction">Its number.</param>
/// <param name="Pid">The server process that runs it.</param>
/// <param name="Application">The name that the client gave itself.</param>
/// <param name="Database">The database of the server that it writes to.</param>
/// <param name="Since">When it began; null when the server does not tell this user.</param>
public sealed record LogHoldup(string Transaction, int Pid, string Application, string Database, DateTimeOffset? Since)
{
    /// <summary>The server processes whose locks it waits for; null when it waits for none.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>How an administrator finds it.</summary>
    public string Name => string.Create(
        CultureInfo.InvariantCulture,
        $"process {Pid} (application '{Application}') in database '{Database}'{(WaitsFor is null ? "" : $", which waits for a lock of {WaitsFor}")}");
}
