using System.Collections.Immutable;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Gateway.Rest.V1.Webhooks;

/// <summary>An app's webhook endpoints.</summary>
/// <param name="Endpoints">The endpoints, secrets masked, in the order of their creation.</param>
internal sealed record EndpointListBody(ImmutableArray<WebhookEndpoint> Endpoints);

/// <summary>A secret that was made; it is shown this once.</summary>
/// <param name="Secret">The secret.</param>
internal sealed record NewSecretBody(string Secret);

/// <summary>A page of the events that an endpoint did not accept within its time.</summary>
/// <param name="DeadLetters">The events, in the log's order.</param>
internal sealed record DeadLetterListBody(ImmutableArray<DeadLetter> DeadLetters);

/// <summary>Which dead letters are meant: some by their ids, or all of them.</summary>
internal sealed record DeadLetterSelectionBody
{
    /// <summary>The ids; absent when all are meant.</summary>
    public ImmutableArray<string>? EventIds { get; init; }

    /// <summary>Whether all are meant.</summary>
    public bool All { get; init; }
}

/// <summary>How many there were.</summary>
/// <param name="Count">The number.</param>
internal sealed record CountBody(int Count);
