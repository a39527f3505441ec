using System.Collections.Immutable;

namespace PresenceCluster.AdminConsole.Events;

/// <summary>The latest events of the feed, newest first; never more than the limit, and each only once.</summary>
public sealed record FeedBuffer(int Limit, ImmutableArray<StatusEventLine> Events)
{
    public static FeedBuffer Empty(int limit) => new(limit, []);

    public FeedBuffer With(StatusEventLine one)
    {
        // After a lost connection the stream begins again at the last position, and may send one event twice.
        foreach (var known in Events)
        {
            if (known.Id == one.Id)
                return this;
        }

        var kept = Events.Length < Limit ? Events : Events.RemoveRange(Limit - 1, Events.Length - Limit + 1);
        return this with { Events = kept.Insert(0, one) };
    }
}
