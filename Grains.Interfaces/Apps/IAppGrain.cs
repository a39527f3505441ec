using System.Collections.Immutable;
using PresenceCluster.Domain.Settings;

namespace PresenceCluster.Grains.Interfaces.Apps;

/// <summary>
/// The admin grain of one app: keys, edition, login policy, caps and timings, each change versioned and audited. Its key is the app's
/// number. No login or query calls it, because every process keeps a snapshot of the settings. Only a silo that has missed the push of a
/// new app reads it once.
/// </summary>
[Alias("presence.app")]
public interface IAppGrain : IGrainWithIntegerKey
{
    /// <summary>The settings and their version; null when the app does not exist.</summary>
    [Alias("get")]
    Task<AppSnapshot?> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>Creates the app unless it exists.</summary>
    [Alias("create")]
    Task<AppChangeReply> CreateAsync(AppSettings settings, string who, CancellationToken cancellationToken = default);

    /// <summary>Replaces the settings if the version is still the expected one, and tells every process before it returns.</summary>
    /// <param name="settings">The new settings, whole.</param>
    /// <param name="expectedVersion">The version that the change was made from. Null overwrites any version; only tests do so.</param>
    /// <param name="enforceNow">Whether users who are online are re-evaluated under the new policy; else it counts from the next
    /// login.</param>
    /// <param name="who">The administrator, for the audit log.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("change")]
    Task<AppChangeReply> ChangeAsync(
        AppSettings settings, long? expectedVersion, bool enforceNow, string who, CancellationToken cancellationToken = default);

    /// <summary>The latest changes, newest first, at most 100.</summary>
    [Alias("history")]
    Task<ImmutableArray<SettingsChange>> GetHistoryAsync(CancellationToken cancellationToken = default);
}
