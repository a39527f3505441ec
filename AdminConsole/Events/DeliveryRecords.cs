using System.Collections.Immutable;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;

namespace PresenceCluster.AdminConsole.Events;

/// <summary>An app's webhook endpoints, secrets masked.</summary>
public sealed record EndpointList(ImmutableArray<WebhookEndpoint> Endpoints);

/// <summary>A secret; only this answer contains it.</summary>
public sealed record NewSecret(string Secret);

/// <summary>The state of the deliveries to one endpoint.</summary>
public sealed record DeliveryState
{
    public long Backlog { get; init; }

    public bool IsBacklogCapped { get; init; }

    public DateTimeOffset? OldestAt { get; init; }

    public long Parked { get; init; }

    public long DeadLetters { get; init; }

    public long Delivered { get; init; }

    public long Failed { get; init; }

    public bool IsPaused { get; init; }

    public ImmutableArray<Attempt> Attempts { get; init; } = [];

    public Explanation Explanation { get; init; } = new();
}

/// <summary>Why events do not reach an endpoint.</summary>
public sealed record Explanation
{
    public DeliveryCause Cause { get; init; }

    public long Events { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    public string Detail { get; init; } = "";
}

/// <summary>One request to an endpoint.</summary>
public sealed record Attempt
{
    public DateTimeOffset At { get; init; }

    public TimeSpan Duration { get; init; }

    public string FirstEventId { get; init; } = "";

    public int EventCount { get; init; }

    /// <summary>Why it failed, by its name in the service's catalogue; null when the endpoint accepted it.</summary>
    public string? Fault { get; init; }

    public string Text { get; init; } = "";

    public int? HttpStatus { get; init; }
}

/// <summary>Events that an endpoint did not accept within their time.</summary>
public sealed record DeadLetterList(ImmutableArray<DeadLetterLine> DeadLetters);

/// <summary>One of them.</summary>
public sealed record DeadLetterLine
{
    public string EventId { get; init; } = "";

    public string UserId { get; init; } = "";

    public StatusAction Action { get; init; }

    public DateTimeOffset At { get; init; }

    public DateTimeOffset DeadAt { get; init; }

    public int Attempts { get; init; }

    public string LastError { get; init; } = "";
}
