using System.Collections.Immutable;
using PresenceCluster.Cluster.Hosting;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Grains.Apps;

/// <summary>The list of apps. No login or query calls it: each process reads it once every few seconds.</summary>
[GrainType("presence-app-index")]
internal sealed class AppIndexGrain(
    [PersistentState("presence-app-index", ClusterDatabaseHosting.AdminStorageName)] IPersistentState<AppIndexState> stored)
    : Grain, IAppIndexGrain
{
    private const int AppsMax = 10_000;

    public Task<ImmutableArray<AppIndexEntry>> ListAsync(CancellationToken cancellationToken = default)
        => Task.FromResult<ImmutableArray<AppIndexEntry>>([.. stored.State.Versions.Select(app => new AppIndexEntry(app.Key, app.Value))]);

    public async Task NoteAsync(AppIndexEntry entry, CancellationToken cancellationToken = default)
    {
        var versions = stored.State.Versions;
        if (versions.TryGetValue(entry.App, out var known) && known >= entry.Version)
            return;
        if (known == 0 && versions.Count >= AppsMax)
            throw new InvalidOperationException($"There are {AppsMax} apps already; no more can be created.");

        stored.State = new AppIndexState { Versions = new(versions) { [entry.App] = entry.Version } };
        try
        {
            await stored.WriteStateAsync(cancellationToken);
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }
}

/// <summary>The stored form of the index.</summary>
[GenerateSerializer, Alias("presence.app-index-state")]
internal sealed class AppIndexState
{
    /// <summary>The version of each app's settings.</summary>
    [Id(0)]
    public Dictionary<AppId, long> Versions { get; set; } = [];
}
