using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Grains.Interfaces.Delivery;
using PresenceCluster.Storage.Delivery;
using PresenceCluster.Storage.Events;

namespace PresenceCluster.Grains.Delivery;

/// <summary>An operator's access to one endpoint's deliveries. It has no state, so its calls do not wait for each other.</summary>
[Reentrant]
internal sealed class EndpointGrain(
    ClusterView cluster,
    ProcessBroadcast processes,
    IProcessCalls calls,
    IEventLog events,
    DeliveryCursors cursors,
    DeadLetters letters,
    LogWatch watch,
    IWebhookSender sender,
    IOptions<DeliveryOptions> options,
    TimeProvider time) : Grain, IEndpointGrain
{
    private const int DeadLettersMax = 1_000;
    private const string IdPrefix = "evt_";

    private AppId _app;
    private string _endpointId = "";

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // The same form as a user's key: app/endpoint.
        if (!UserKey.TryParse(this.GetPrimaryKeyString(), out var key))
            throw new ArgumentException($"'{this.GetPrimaryKeyString()}' is no endpoint's key.");
        (_app, _endpointId) = (key.App, key.UserId);
        return Task.CompletedTask;
    }

    public async Task<EndpointState> GetStateAsync(CancellationToken cancellationToken)
    {
        // A frozen silo must not keep the operator from seeing the others.
        var answers = await processes.AskAsync(cluster.Current.Owners, silo => calls.Silo(silo).GetShareAsync(_app, _endpointId));
        ImmutableArray<DeliveryShare> shares = [.. answers.OfType<DeliveryShare>()];
        var (parked, dead) = await letters.CountAsync(_app, _endpointId, cancellationToken);
        // An endpoint that was removed a moment ago is like a disabled one without events.
        var endpoint = await FindEndpointAsync(cancellationToken);
        var facts = new DeliveryFacts
        {
            Endpoint = endpoint ?? new WebhookEndpoint { Enabled = false },
            Shares = shares,
            Backlog = endpoint is null ? LogBacklog.None : await CountBacklogAsync(endpoint, cancellationToken),
            Parked = parked,
            AddressFault = endpoint is null || shares.Any(share => !share.Attempts.IsEmpty)
                ? null
                : await sender.FindAddressFaultAsync(endpoint.Url, cancellationToken),
            Holdup = watch.Long,
        };
        var explanation = facts.Explain(time.GetUtcNow());
        return new EndpointState
        {
            Backlog = Math.Min(facts.Backlog.Count, options.Value.BacklogCountMax),
            IsBacklogCapped = facts.Backlog.Count > options.Value.BacklogCountMax,
            OldestAt = facts.Backlog.OldestAt,
            Parked = parked,
            DeadLetters = dead,
            Delivered = shares.Sum(share => share.Delivered),
            Failed = shares.Sum(share => share.Failed),
            IsPaused = facts.IsPausedBy(explanation.Cause),
            Explanation = explanation,
            Attempts = [.. shares.SelectMany(share => share.Attempts).OrderByDescending(attempt => attempt.At).Take(options.Value.AttemptsRemembered)],
        };
    }

    public async Task<ImmutableArray<DeadLetter>> GetDeadLettersAsync(string? after, int countMax, CancellationToken cancellationToken)
    {
        var position = after is null ? EventPosition.Start : ParseIds([after]) is [var one] ? one : EventPosition.Start;
        var page = await letters.ReadAsync(_app, _endpointId, position, Math.Clamp(countMax, 1, DeadLettersMax), cancellationToken);
        return [.. page.Select(ToLetter)];
    }

    public async Task<int> ResendAsync(ImmutableArray<string> eventIds, CancellationToken cancellationToken)
    {
        var chosen = ParseIds(eventIds);
        if (chosen.IsEmpty && !eventIds.IsEmpty || await FindEndpointAsync(cancellationToken) is not { } endpoint)
            return 0;
        var now = time.GetUtcNow();
        return await letters.ResendAsync(_app, _endpointId, chosen, now, now + endpoint.MaxAge, cancellationToken);
    }

    public async Task<int> PurgeAsync(ImmutableArray<string> eventIds, CancellationToken cancellationToken)
    {
        var chosen = ParseIds(eventIds);

        // Ids that name nothing must not turn into "all".
        return chosen.IsEmpty && !eventIds.IsEmpty ? 0 : await letters.PurgeAsync(_app, _endpointId, chosen, cancellationToken);
    }

    public async Task<DeliveryAttempt?> TestAsync(CancellationToken cancellationToken)
    {
        if (await FindEndpointAsync(cancellationToken) is not { } endpoint)
            return null;
        var at = time.GetUtcNow();
        var startedAt = time.GetTimestamp();
        ImmutableArray<OutgoingEvent> batch = [TestEvent.At(_app, at)];
        var result = await sender.SendAsync(_app, endpoint, batch, cancellationToken);
        return result.ToAttempt(at, time.GetElapsedTime(startedAt), batch);
    }

    public Task<string?> FindAddressFaultAsync(string url, CancellationToken cancellationToken)
        => sender.FindAddressFaultAsync(url, cancellationToken);

    private async Task<WebhookEndpoint?> FindEndpointAsync(CancellationToken cancellationToken)
    {
        var snapshot = await GrainFactory.GetGrain<IAppGrain>(_app.Value).GetAsync(cancellationToken);
        return snapshot?.Settings.Endpoints.FirstOrDefault(endpoint => endpoint.Id == _endpointId);
    }

    /// <summary>Counts up to one more than the bound.</summary>
    private async Task<LogBacklog> CountBacklogAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        var positions = await cursors.ReadAsync(_app, cancellationToken);
        var backlog = LogBacklog.None;
        for (var partition = 0; partition < EventPartition.Count && backlog.Count <= options.Value.BacklogCountMax; partition++)
        {
            var after = positions.GetValueOrDefault(new LaneKey(_app, _endpointId, partition), endpoint.StartAfter);
            var left = options.Value.BacklogCountMax + 1 - (int)backlog.Count;
            backlog += await events.CountAsync(_app, partition, after, left, cancellationToken);
        }

        return backlog;
    }

    private static ImmutableArray<EventPosition> ParseIds(ImmutableArray<string> eventIds)
    {
        var positions = ImmutableArray.CreateBuilder<EventPosition>(eventIds.Length);
        foreach (var id in eventIds)
        {
            if (id.StartsWith(IdPrefix, StringComparison.Ordinal) && EventPosition.TryParse(id.AsSpan(IdPrefix.Length), out var position))
                positions.Add(position);
        }

        return positions.DrainToImmutable();
    }

    private static DeadLetter ToLetter(ParkedEvent dead) => new()
    {
        EventId = dead.Outgoing.Recorded.Id,
        UserId = dead.User.UserId,
        Version = dead.Outgoing.Recorded.Event.Version,
        Action = dead.Outgoing.Recorded.Event.Action,
        At = dead.Outgoing.Recorded.Event.At,
        DeadAt = dead.DeadAt!.Value,
        Attempts = dead.Attempts,
        LastError = dead.LastError,
    };
}
