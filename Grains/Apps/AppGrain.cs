using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using PresenceCluster.Cluster.Hosting;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Grains.Apps;

/// <summary>
/// Keeps one app's settings. It checks a change, and stores the new settings as the next version together with the entry of the
/// change. Every process has swapped its snapshot before the caller gets the answer.
/// </summary>
[GrainType("presence-app")]
internal sealed partial class AppGrain(
    [PersistentState("presence-app", ClusterDatabaseHosting.AdminStorageName)] IPersistentState<AppState> stored,
    ClusterView cluster,
    ProcessBroadcast processes,
    IProcessCalls calls,
    TimeProvider time,
    ILogger<AppGrain> log) : Grain, IAppGrain
{
    private const int HistoryMax = 100;

    private AppId App => new(checked((uint)this.GetPrimaryKeyLong()));

    public Task<AppSnapshot?> GetAsync(CancellationToken cancellationToken = default)
        => Task.FromResult(stored.State.Version == 0 ? null : Snapshot());

    public async Task<AppChangeReply> CreateAsync(AppSettings settings, string who, CancellationToken cancellationToken = default)
        => stored.State.Version == 0
            ? await StoreAsync(settings, enforceNow: false, who)
            : new AppChangeReply.Conflict(Snapshot());

    public async Task<AppChangeReply> ChangeAsync(
        AppSettings settings, long? expectedVersion, bool enforceNow, string who, CancellationToken cancellationToken = default)
    {
        if (stored.State.Version == 0)
            return new AppChangeReply.UnknownApp();
        if (expectedVersion is { } expected && expected != stored.State.Version)
            return new AppChangeReply.Conflict(Snapshot());
        return await StoreAsync(settings, enforceNow, who);
    }

    public Task<ImmutableArray<SettingsChange>> GetHistoryAsync(CancellationToken cancellationToken = default)
        => Task.FromResult<ImmutableArray<SettingsChange>>([.. stored.State.History.AsEnumerable().Reverse()]);

    private async Task<AppChangeReply> StoreAsync(AppSettings settings, bool enforceNow, string who)
    {
        if (AppSettingsRules.Check(settings) is { IsEmpty: false } errors)
            return new AppChangeReply.Invalid(errors);

        var before = stored.State;
        var version = before.Version + 1;
        var entry = new SettingsChange
        {
            At = time.GetUtcNow(),
            Who = who,
            Version = version,
            Before = before.Version == 0 ? null : WithoutSecrets(before.Settings),
            After = WithoutSecrets(settings),
        };
        // The index comes first. If this process dies before it has told the others, they find a newer version in the index and ask for it.
        await GrainFactory.GetGrain<IAppIndexGrain>(IAppIndexGrain.Key).NoteAsync(new AppIndexEntry(App, version));
        stored.State = new AppState { Version = version, Settings = settings, History = [.. before.History.TakeLast(HistoryMax - 1), entry] };
        try
        {
            await stored.WriteStateAsync();
        }
        catch
        {
            // Whether the write took effect is unknown; the next activation reads the stored state.
            DeactivateOnIdle();
            throw;
        }

        LogChanged(App, version, who);
        var snapshot = Snapshot();
        await processes.TellAsync(cluster.Current.Active, process => calls.Process(process).SwapAppAsync(snapshot));
        if (enforceNow)
            await processes.TellAsync(cluster.Current.Owners, silo => calls.Silo(silo).EnforcePolicyAsync(snapshot));
        return new AppChangeReply.Changed(snapshot);
    }

    private AppSnapshot Snapshot() => new(App, stored.State.Version, stored.State.Settings);

    private static AppSettings WithoutSecrets(AppSettings settings)
        => settings with
        {
            SecretKeys = [],
            Jwt = settings.Jwt is { } jwt ? jwt with { Keys = [] } : null,
            Endpoints = [.. settings.Endpoints.Select(endpoint => endpoint with { Secrets = [] })],
        };

    [LoggerMessage(2401, LogLevel.Information, "App {App} is at version {Version}, changed by {Who}.")]
    private partial void LogChanged(AppId app, long version, string who);
}
