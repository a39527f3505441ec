using System.Collections.Concurrent;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Grains.Delivery;

/// <summary>This silo's work for one endpoint: the lanes of its partitions, and the parked events if the upkeep is this silo's.</summary>
internal sealed class EndpointDelivery(DeliveryTarget target, EndpointRecord record)
{
    public DeliveryTarget Target { get; } = target;

    public EndpointRecord Record { get; } = record;

    /// <summary>The lanes by their partition. Only the assigning loop changes them; others read.</summary>
    public ConcurrentDictionary<int, DeliveryLane> Lanes { get; } = new();

    /// <summary>What was ended here and still waits for its last requests. None of them faults. Only the assigning loop uses them.</summary>
    public List<Task> Ending { get; } = [];

    public ParkedDelivery? Parked { get; set; }

    /// <summary>The pending and past deliveries of the lanes.</summary>
    /// <param name="mayHide">Whether the log may hide events from the lanes at the moment.</param>
    public WebhookWork ToWork(bool mayHide)
    {
        var (delivered, failed) = Record.Counts;
        var work = new WebhookWork(0, mayHide, null, delivered, failed);
        foreach (var lane in Lanes.Values)
            work += new WebhookWork(lane.Pending, lane.IsFull, lane.OldestAt, 0, 0);
        return work;
    }

    /// <summary>What this silo has done for the endpoint, and what it knows of the events that wait.</summary>
    public DeliveryShare ToShare()
    {
        LaneSurvey[] surveys = [.. Lanes.Values.Select(lane => lane.Survey)];
        var parked = Parked?.Next;
        return Record.ToShare() with
        {
            ResumesAt = Target.ResumesAt,
            Pending = Lanes.Values.Sum(lane => lane.Pending),
            Stuck = surveys.Select(survey => survey.Stuck).OfType<StuckEvent>().MinBy(stuck => stuck.Since),
            Held = surveys.Sum(survey => survey.Held),
            HeldUntil = surveys.Min(survey => survey.HeldUntil),
            ParkedUserId = parked?.UserId,
            ParkedUntil = parked?.At,
        };
    }

    /// <summary>Whether the settings that it was made from still hold; lists are compared by content.</summary>
    public bool IsFor(WebhookEndpoint endpoint)
        => Target.Endpoint with { Secrets = [], Events = [] } == endpoint with { Secrets = [], Events = [] }
            && Target.Endpoint.Secrets.AsSpan().SequenceEqual(endpoint.Secrets.AsSpan())
            && Target.Endpoint.Events.AsSpan().SequenceEqual(endpoint.Events.AsSpan());
}
