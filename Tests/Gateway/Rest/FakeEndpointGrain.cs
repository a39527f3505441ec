using System.Collections.Concurrent;
using System.Collections.Immutable;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>An endpoint's grain that records its calls, and gives the same answer every time.</summary>
internal sealed class FakeEndpointGrain : IEndpointGrain
{
    public static readonly DeliveryAttempt Attempt = new()
    {
        At = RestHost.Start,
        Duration = TimeSpan.FromSeconds(2),
        FirstEventId = "evt_1-2",
        EventCount = 1,
        Fault = DeliveryFault.Status,
        Text = "The answer is 500.",
        HttpStatus = 500,
    };

    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Refuses the hosts that are called private, and does not answer for those that are called silent.</summary>
    public Task<string?> FindAddressFaultAsync(string url, CancellationToken cancellationToken = default)
        => url.Contains("//silent", StringComparison.Ordinal)
            ? Task.FromException<string?>(new TimeoutException())
            : Task.FromResult(url.Contains("//private", StringComparison.Ordinal) ? "Set Webhooks:AllowedNetworks." : null);

    public Task<EndpointState> GetStateAsync(CancellationToken cancellationToken = default) => Task.FromResult(new EndpointState
    {
        Backlog = 3,
        IsBacklogCapped = false,
        Parked = 1,
        DeadLetters = 2,
        Delivered = 4,
        Failed = 5,
        IsPaused = true,
        Attempts = [Attempt],
        Explanation = new DeliveryExplanation
        {
            Cause = DeliveryCause.Failing,
            Text = "No request has succeeded.",
            Events = 3,
            Since = RestHost.Start,
            Detail = "The answer is 500.",
        },
    });

    public Task<ImmutableArray<DeadLetter>> GetDeadLettersAsync(string? after, int countMax, CancellationToken cancellationToken = default)
    {
        Calls.Enqueue($"list {after} {countMax}");
        return Task.FromResult<ImmutableArray<DeadLetter>>(
        [
            new DeadLetter
            {
                EventId = "evt_1-2",
                UserId = "u1",
                Version = 7,
                Action = StatusAction.Login,
                At = RestHost.Start,
                DeadAt = RestHost.Start,
                Attempts = 9,
                LastError = "no",
            },
        ]);
    }

    public Task<int> ResendAsync(ImmutableArray<string> eventIds, CancellationToken cancellationToken = default)
    {
        Calls.Enqueue($"resend {string.Join(' ', eventIds)}");
        return Task.FromResult(2);
    }

    public Task<int> PurgeAsync(ImmutableArray<string> eventIds, CancellationToken cancellationToken = default)
    {
        Calls.Enqueue($"purge {string.Join(' ', eventIds)}");
        return Task.FromResult(3);
    }

    public Task<DeliveryAttempt?> TestAsync(CancellationToken cancellationToken = default)
    {
        Calls.Enqueue("test");
        return Task.FromResult<DeliveryAttempt?>(Attempt);
    }
}
