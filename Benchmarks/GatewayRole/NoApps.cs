using System.Collections.Immutable;
using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Benchmarks.GatewayRole;

/// <summary>An index that lists no app; the only one is put into the directory by hand.</summary>
internal sealed class NoApps : IAppIndexGrain
{
    public Task<ImmutableArray<AppIndexEntry>> ListAsync(CancellationToken cancellationToken = default)
        => Task.FromResult(ImmutableArray<AppIndexEntry>.Empty);

    public Task NoteAsync(AppIndexEntry entry, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
