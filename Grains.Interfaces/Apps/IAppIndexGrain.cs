using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces.Apps;

/// <summary>The list of apps with the versions of their settings. One grain, which each process asks only every few seconds.</summary>
[Alias("presence.app-index")]
public interface IAppIndexGrain : IGrainWithIntegerKey
{
    /// <summary>The key of the one index.</summary>
    const long Key = 0;

    /// <summary>All apps.</summary>
    [Alias("list")]
    Task<ImmutableArray<AppIndexEntry>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Notes an app's version, unless a newer one is noted already. At most 10,000 apps.</summary>
    [Alias("note")]
    Task NoteAsync(AppIndexEntry entry, CancellationToken cancellationToken = default);
}

/// <summary>One app in the index.</summary>
/// <param name="App">The app.</param>
/// <param name="Version">The version of its settings.</param>
[GenerateSerializer, Immutable, Alias("presence.app-index-entry")]
public readonly record struct AppIndexEntry([property: Id(0)] AppId App, [property: Id(1)] long Version);
