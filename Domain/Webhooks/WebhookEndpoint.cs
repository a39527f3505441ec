using System.Collections.Immutable;

namespace PresenceCluster.Domain.Webhooks;

/// <summary>
/// An address that an app's status events are sent to. Part of the app's settings, but changed by its own routes only.
/// <see cref="WebhookEndpointRules"/> says what is valid.
/// </summary>
public sealed record WebhookEndpoint
{
    /// <summary>The most endpoints that one app may have.</summary>
    public const int PerAppMax = 8;

    /// <summary>Names the endpoint within its app; delivery positions are stored under it. Given at creation, never changed.</summary>
    public string Id { get; init; } = "";

    /// <summary>The address: http or https, any port. Its own query parameters are kept.</summary>
    public string Url { get; init; } = "";

    /// <summary>How events are written and signed.</summary>
    public WebhookFormat Format { get; init; } = WebhookFormat.Native;

    /// <summary>
    /// The secrets that sign requests, newest first. Native: one, or two during a rotation, as <c>whsec_</c> and base64. Tencent: the
    /// callback token, or none for callbacks without Sign.
    /// </summary>
    public ImmutableArray<string> Secrets { get; init; } = [];

    /// <summary>Which events are wanted; all when empty.</summary>
    public ImmutableArray<StatusAction> Events { get; init; } = [];

    /// <summary>Whether events are sent. While they are not, the backlog waits for as long as events are kept.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The most events in one POST of the native format. Above 1, the body is always a list.</summary>
    public int BatchMax { get; init; } = 1;

    /// <summary>How long one attempt may take, from the look-up of the name to the last byte of the answer (contract §2: 2 s).</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The most POSTs at the same time from one silo; one user's events are never sent at the same time.</summary>
    public int Concurrency { get; init; } = 16;

    /// <summary>
    /// How long the event of a closed or timed-out connection is held back. It is dropped if the device returns within that time.
    /// </summary>
    public TimeSpan ClosedGrace { get; init; } = TimeSpan.Zero;

    /// <summary>The same for a connection whose gateway died.</summary>
    public TimeSpan GatewayLostGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether a request is repeated that got no success. Otherwise its events are sent once only, and a failure is counted and shown.
    /// </summary>
    public bool Retry { get; init; } = true;

    /// <summary>The age at which an undelivered event goes to the dead letters. It counts from when the event could be read.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The end of the app's log when the endpoint was created. The first event to deliver comes after it. Never changed.</summary>
    public EventPosition StartAfter { get; init; }

    /// <summary>Whether events of this kind are wanted.</summary>
    public bool Wants(StatusAction action) => Events.IsDefaultOrEmpty || Events.Contains(action);
}
