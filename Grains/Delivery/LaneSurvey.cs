using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Grains.Delivery;

/// <summary>What the pending events of a lane wait for.</summary>
/// <param name="Stuck">The event that has failed for longest; null when none has failed.</param>
/// <param name="Held">How many users have an event that is held back for its grace.</param>
/// <param name="HeldUntil">When the first of these graces ends; null when there is none.</param>
internal sealed record LaneSurvey(StuckEvent? Stuck, int Held, DateTimeOffset? HeldUntil)
{
    public static LaneSurvey Empty { get; } = new(null, 0, null);

    public static LaneSurvey Of(IEnumerable<UserLine> lines, WebhookEndpoint endpoint)
    {
        UserLine? stuck = null;
        var held = 0;
        DateTimeOffset? heldUntil = null;
        foreach (var line in lines)
        {
            if (line.Failures > 0 && (stuck is null || line.FailingSince < stuck.FailingSince))
                stuck = line;
            if (line.State != LineState.Held)
                continue;
            held++;
            var due = line.Waiting[0].DueFor(endpoint);
            if (heldUntil is null || due < heldUntil)
                heldUntil = due;
        }

        return new LaneSurvey(stuck is null ? null : ToStuckEvent(stuck), held, heldUntil);
    }

    private static StuckEvent ToStuckEvent(UserLine line) => new(
        line.Waiting[0].Outgoing!.Recorded.Id, line.UserId, line.FailingSince, line.Tries, line.Waiting.Count - 1, line.LastError);
}
