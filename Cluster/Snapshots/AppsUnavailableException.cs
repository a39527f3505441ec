namespace PresenceCluster.Cluster.Snapshots;

/// <summary>A silo could neither create nor read the apps within <see cref="AppDirectoryOptions.StartTimeout"/> of its start.</summary>
/// <param name="within">How long it tried.</param>
/// <param name="last">The fault of the last attempt; null when that attempt was still waiting for its answer.</param>
public sealed class AppsUnavailableException(TimeSpan within, Exception? last) : Exception(
    $"The apps could not be created and read within Apps:Directory:StartTimeout ({within.TotalSeconds:F0} s): {last?.Message ?? "no answer"}", last);
