using System.Collections.Immutable;

namespace PresenceCluster.Storage.Audit;

/// <summary>
/// Every change that was made through the API. Durable and bounded: the oldest entries go by age and by number. Any process writes by
/// itself, so nobody waits for anybody.
/// </summary>
public interface IAuditLog
{
    /// <summary>Stores an entry. Its id is given here.</summary>
    Task AppendAsync(AuditAction action, AuditRecord entry, CancellationToken cancellationToken);

    /// <summary>Entries below an id, newest first.</summary>
    Task<ImmutableArray<AuditRecord>> ReadAsync(long before, int countMax, CancellationToken cancellationToken);
}
