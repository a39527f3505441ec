using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces.Processes;

/// <summary>
/// The same reads as <see cref="ISiloService"/> without leaving the process: what a gateway uses when the owner of the users
/// is its own silo. Not registered in a process that hosts no user grains.
/// </summary>
public interface IPresenceReader
{
    /// <summary>The presences of many users, in the order asked, as they are to be shown now. A user without an account has the default state.</summary>
    ValueTask<ImmutableArray<UserPresence>> GetManyAsync(AppId app, ImmutableArray<string> userIds, CancellationToken cancellationToken);
}
