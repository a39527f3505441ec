using System.ComponentModel.DataAnnotations;

namespace PresenceCluster.Grains.Delivery.Http;

/// <summary>How silos post to webhook endpoints; configuration section <c>Webhooks</c>.</summary>
public sealed class WebhookSenderOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Webhooks";

    /// <summary>
    /// Whether endpoints may stand at loopback, private and other addresses that are not public. An administrator of an app could
    /// otherwise make the silos post into the operator's own network.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Networks such as <c>10.1.2.0/24</c> that endpoints may stand in although they are not public.</summary>
    public List<string> AllowedNetworks { get; set; } = [];

    /// <summary>The most connections of one silo to one host and port.</summary>
    [Range(1, 4096)]
    public int ConnectionsPerHostMax { get; internal set; } = 256;

    /// <summary>How long opening a connection may take, whoever waits for it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ConnectTimeout { get; internal set; } = TimeSpan.FromSeconds(5);

    /// <summary>After how long a connection is replaced, so that a change of the host's addresses is seen.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ConnectionLifetime { get; internal set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many addresses of one host are tried.</summary>
    [Range(1, 16)]
    public int AddressesTriedMax { get; internal set; } = 4;

    /// <summary>The most bytes of an answer that are read.</summary>
    [Range(1024, 1024 * 1024)]
    public int AnswerBytesMax { get; internal set; } = 64 * 1024;

    /// <summary>The longest <c>Retry-After</c> that is honoured.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan RetryAfterMax { get; internal set; } = TimeSpan.FromMinutes(5);
}
