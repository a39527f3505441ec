using System.Globalization;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;

namespace PresenceCluster.Silo.Apps;

/// <summary>A webhook endpoint of an app, as configuration writes it. Its id is <c>seed-</c> and its place in the list, from 1.</summary>
public sealed class EndpointSeedOptions
{
    private static readonly WebhookEndpoint Defaults = new();

    /// <summary>The address: http or https, any port.</summary>
    public string Url { get; set; } = "";

    /// <summary>Native or Tencent.</summary>
    public WebhookFormat Format { get; set; } = Defaults.Format;

    /// <summary>Native: one or two secrets, each <c>whsec_</c> and 24 to 64 bytes in base64. Tencent: the callback token, or none.</summary>
    public List<string> Secrets { get; set; } = [];

    /// <summary>The kinds of events to send, such as <c>Login</c>; all when empty.</summary>
    public List<string> Events { get; set; } = [];

    /// <summary>Whether events are sent.</summary>
    public bool Enabled { get; set; } = Defaults.Enabled;

    /// <summary>Native only: the most events in one POST.</summary>
    public int BatchMax { get; set; } = Defaults.BatchMax;

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan Timeout { get; set; } = Defaults.Timeout;

    /// <summary>The most POSTs at the same time from one silo.</summary>
    public int Concurrency { get; set; } = Defaults.Concurrency;

    /// <summary>How long the event of a closed connection is held back. It is dropped if the device returns within that time.</summary>
    public TimeSpan ClosedGrace { get; set; } = Defaults.ClosedGrace;

    /// <summary>The same for a connection whose gateway died.</summary>
    public TimeSpan GatewayLostGrace { get; set; } = Defaults.GatewayLostGrace;

    /// <summary>Whether a request that failed is repeated.</summary>
    public bool Retry { get; set; } = Defaults.Retry;

    /// <summary>The age at which an undelivered event goes to the dead letters.</summary>
    public TimeSpan MaxAge { get; set; } = Defaults.MaxAge;

    internal WebhookEndpoint ToEndpoint(int place) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"seed-{place}"),
        Url = Url,
        Format = Format,
        Secrets = [.. Secrets],
        Events = [.. Events.Select(ToAction)],
        Enabled = Enabled,
        BatchMax = BatchMax,
        Timeout = Timeout,
        Concurrency = Concurrency,
        ClosedGrace = ClosedGrace,
        GatewayLostGrace = GatewayLostGrace,
        Retry = Retry,
        MaxAge = MaxAge,
    };

    // The rules of the settings refuse what is no kind of event, and list the kinds.
    private static StatusAction ToAction(string name)
        => Enum.TryParse<StatusAction>(name, ignoreCase: true, out var action) ? action : default;
}
