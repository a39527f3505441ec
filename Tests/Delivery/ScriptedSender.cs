using System.Collections.Concurrent;
using System.Collections.Immutable;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Delivery;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Tests.Delivery;

/// <summary>An endpoint that answers by the test's script, and remembers what it accepted.</summary>
internal sealed class ScriptedSender : IWebhookSender
{
    private int _requests;

    /// <summary>Whether a request is taken; told its number and its events.</summary>
    public Func<int, ImmutableArray<OutgoingEvent>, bool> Takes { get; set; } = (_, _) => true;

    /// <summary>The status of a request that is taken; null when the format has no message for its events.</summary>
    public int? Status { get; set; } = 200;

    public ConcurrentQueue<OutgoingEvent> Taken { get; } = new();

    public int Requests => Volatile.Read(ref _requests);

    public int LargestBatch { get; private set; }

    /// <summary>A user's versions in the order in which they were first taken.</summary>
    public IEnumerable<long> FirstsOf(string userId)
        => Taken.Where(one => one.Recorded.User.UserId == userId).Select(one => one.Recorded.Event.Version).Distinct();

    public Task<string?> FindAddressFaultAsync(string url, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public async Task<DeliveryResult> SendAsync(
        AppId app, WebhookEndpoint endpoint, ImmutableArray<OutgoingEvent> batch, CancellationToken cancellationToken)
    {
        var request = Interlocked.Increment(ref _requests);
        await Task.Yield();
        if (!Takes(request, batch))
            return new DeliveryResult.Refused(DeliveryFault.Status, "It said 500.", 500);
        foreach (var one in batch)
            Taken.Enqueue(one);
        LargestBatch = Math.Max(LargestBatch, batch.Length);
        return new DeliveryResult.Delivered(Status);
    }
}
