using System.Collections.Immutable;

namespace PresenceCluster.Domain.Webhooks;

/// <summary>
/// Where an app's status events are sent, and how. Part of the app's settings; changed by its own routes only. What it must satisfy
/// stands in <see cref="WebhookEndpointRules"/>.
/// </summary>
public sealed record WebhookEndpoint
{
    /// <summary>The most endpoints that one app may have.</summary>
    public const int PerAppMax = 8;

    /// <summary>Names the endpoint within its app; the cursor of what was delivered belongs to it. Given at creation, never changed.</summary>
    public string Id { get; init; } = "";

    /// <summary>Where to: http or https, any port. Query parameters of its own are kept.</summary>
    public string Url { get; init; } = "";

    /// <summary>How events are written and signed.</summary>
    public WebhookFormat Format { get; init; } = WebhookFormat.Native;

    /// <summary>
    /// What signatures are made with, newest first. Native: one, or two during a rotation, as <c>whsec_</c> and base64.
    /// Tencent: the callback token, or none for callbacks without Sign.
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

    /// <summary>How long a closed or timed-out connection's event is held back, to be dropped if the device returns.</summary>
    public TimeSpan ClosedGrace { get; init; } = TimeSpan.Zero;

    /// <summary>The same for a connection whose gateway died.</summary>
    public TimeSpan GatewayLostGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How old an undelivered event becomes before it goes to the dead letters.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The end of the app's log when the endpoint was created: its first event is the one behind it. Never changed.</summary>
    public EventPosition StartAfter { get; init; }

    /// <summary>Whether events of this kind are wanted.</summary>
    public bool Wants(StatusAction action) => Events.IsDefaultOrEmpty || Events.Contains(action);
}
