using System.ComponentModel.DataAnnotations;

namespace PresenceCluster.Gateway.Rest;

/// <summary>The limits of the REST APIs; configuration section <c>Gateway:Rest</c>.</summary>
public sealed class RestOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Gateway:Rest";

    /// <summary>The most accounts in one batch of the account calls (contract §9).</summary>
    public const int AccountsMax = 100;

    /// <summary>The largest request body, in bytes. 500 user ids of 32 bytes with every character escaped have some 100,000.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int BodyBytesMax { get; internal set; } = 128 * 1024;

    /// <summary>When the server gives a call up (contract §4: 3 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan ServerTimeout { get; internal set; } = TimeSpan.FromSeconds(3);

    /// <summary>Status queries per second of one app at one gateway (contract §1: 200).</summary>
    [Range(1, 1_000_000)]
    public int QueryCallsPerSecond { get; set; } = 200;

    /// <summary>Kicks per second of one app at one gateway (contract §3: 200).</summary>
    [Range(1, 1_000_000)]
    public int KickCallsPerSecond { get; set; } = 200;

    /// <summary>Imports of one account per second of one app at one gateway (contract §9: 200).</summary>
    [Range(1, 1_000_000)]
    public int ImportCallsPerSecond { get; set; } = 200;

    /// <summary>Calls per second of each of the batched account calls, of one app at one gateway (contract §9: 100).</summary>
    [Range(1, 1_000_000)]
    public int AccountBatchCallsPerSecond { get; set; } = 100;

    /// <summary>How many user grains one batch calls at the same time.</summary>
    [Range(1, RestOptions.AccountsMax)]
    public int GrainCallsInFlightMax { get; internal set; } = 16;

    /// <summary>How long it may take until a kicked administrator's earlier credentials stop opening REST.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan RevocationRefreshPeriod { get; internal set; } = TimeSpan.FromSeconds(5);
}
