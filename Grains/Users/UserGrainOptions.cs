using System.ComponentModel.DataAnnotations;

namespace PresenceCluster.Grains.Users;

/// <summary>Limits and cadences of user grains; configuration section <c>Users</c>.</summary>
public sealed class UserGrainOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Users";

    /// <summary>How many user grains are told of a dead gateway, or re-evaluated under a new policy, at the same time.</summary>
    [Range(1, 4096)]
    public int SweepParallelism { get; internal set; } = 128;

    /// <summary>
    /// How long a silo that gains users, because silos joined or left, waits for the others to let go of them before it activates any.
    /// Less than <c>Cluster:ResponseTimeout</c>, so that who calls such a user waits and is not refused.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan HandoverTimeout { get; internal set; } = TimeSpan.FromSeconds(3);

    /// <summary>How soon a silo that could not be asked to let go of users is asked again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:10")]
    public TimeSpan HandoverRetryDelay { get; internal set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How many close notices may wait for one gateway; beyond it they are lost, and the gateway finds out by its lease.</summary>
    [Range(1, 1_000_000)]
    public int CloseNoticesMax { get; internal set; } = 10_000;

    /// <summary>How many close notices travel in one call.</summary>
    [Range(1, 10_000)]
    public int CloseNoticeBatchMax { get; internal set; } = 256;
}
