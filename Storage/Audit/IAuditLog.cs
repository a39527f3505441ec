using System.Collections.Immutable;

namespace PresenceCluster.Storage.Audit;

/// <summary>
/// The log of every change that was made through the API. Durable and bounded: the oldest entries are deleted by age and by number. Each
/// process writes to it directly, without waiting for another one.
/// </summary>
public interface IAuditLog
{
    /// <summary>Stores an entry. Its id is given here.</summary>
    Task AppendAsync(AuditAction action, AuditRecord entry, CancellationToken cancellationToken);

    /// <summary>Entries below an id, newest first.</summary>
    Task<ImmutableArray<AuditRecord>> ReadAsync(long before, int countMax, CancellationToken cancellationToken);
}
