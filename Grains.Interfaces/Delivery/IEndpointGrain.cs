using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces.Delivery;

/// <summary>
/// The operator's hand on one endpoint's deliveries: look, send again, give up. Its key is <c>app/endpoint</c>. It is on no path of
/// a delivery; whether the endpoint exists is the caller's business.
/// </summary>
[Alias("presence.endpoint")]
public interface IEndpointGrain : IGrainWithStringKey
{
    /// <summary>The key of an endpoint's grain.</summary>
    static string KeyOf(AppId app, string endpointId) => $"{app}/{endpointId}";

    /// <summary>How the deliveries stand. A silo that does not answer in time is left out.</summary>
    [Alias("state")]
    Task<EndpointState> GetStateAsync(CancellationToken cancellationToken = default);

    /// <summary>The dead letters in the log's order.</summary>
    /// <param name="after">The id of the last event of the page before; null for the first page.</param>
    /// <param name="countMax">The most of one page, 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    [Alias("dead-letters")]
    Task<ImmutableArray<DeadLetter>> GetDeadLettersAsync(string? after, int countMax, CancellationToken cancellationToken = default);

    /// <summary>Sends dead letters again, as if they had just happened for the first time. Returns how many.</summary>
    /// <param name="eventIds">Which; empty for all.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    [Alias("resend")]
    Task<int> ResendAsync(ImmutableArray<string> eventIds, CancellationToken cancellationToken = default);

    /// <summary>Deletes dead letters for good. Returns how many.</summary>
    /// <param name="eventIds">Which; empty for all.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    [Alias("purge")]
    Task<int> PurgeAsync(ImmutableArray<string> eventIds, CancellationToken cancellationToken = default);

    /// <summary>Sends an event made up for the purpose, once, and tells how it went. Null when there is no such endpoint.</summary>
    [Alias("test")]
    Task<DeliveryAttempt?> TestAsync(CancellationToken cancellationToken = default);
}
