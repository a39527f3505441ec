using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces.Delivery;

/// <summary>
/// An operator's access to one endpoint's deliveries: look, send again, give up. Its key is <c>app/endpoint</c>. No delivery passes through
/// it. The caller checks that the endpoint exists.
/// </summary>
[Alias("presence.endpoint")]
public interface IEndpointGrain : IGrainWithStringKey
{
    /// <summary>The key of an endpoint's grain.</summary>
    static string KeyOf(AppId app, string endpointId) => $"{app}/{endpointId}";

    /// <summary>The state of the deliveries. A silo that does not answer in time is left out.</summary>
    [Alias("state")]
    Task<EndpointState> GetStateAsync(CancellationToken cancellationToken = default);

    /// <summary>The dead letters in the log's order.</summary>
    /// <param name="after">The id of the last event of the page before; null for the first page.</param>
    /// <param name="countMax">The most of one page, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("dead-letters")]
    Task<ImmutableArray<DeadLetter>> GetDeadLettersAsync(string? after, int countMax, CancellationToken cancellationToken = default);

    /// <summary>Sends dead letters again as if they were new events. Returns how many.</summary>
    /// <param name="eventIds">The events; empty for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("resend")]
    Task<int> ResendAsync(ImmutableArray<string> eventIds, CancellationToken cancellationToken = default);

    /// <summary>Deletes dead letters for good. Returns how many.</summary>
    /// <param name="eventIds">The events; empty for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("purge")]
    Task<int> PurgeAsync(ImmutableArray<string> eventIds, CancellationToken cancellationToken = default);

    /// <summary>Sends one invented event, once, and returns the result. Null when there is no such endpoint.</summary>
    [Alias("test")]
    Task<DeliveryAttempt?> TestAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Why events may not be posted to a URL, with the setting that would allow it; null when they may, or when that cannot be told now.
    /// The endpoint need not exist yet.
    /// </summary>
    [Alias("find-address-fault")]
    Task<string?> FindAddressFaultAsync(string url, CancellationToken cancellationToken = default);
}
