using System.Collections.Immutable;

namespace PresenceCluster.Domain;

/// <summary>
/// How many users of an app are Online and PushOnline, and how many Online sessions there are on each platform. A tally adds up the changes
/// of each transition, so it is known without a scan of the users.
/// </summary>
public sealed class UserTally
{
    private const int OnlineKind = 0;
    private const int PushOnlineKind = 1;
    private const int FirstPlatformKind = 2;

    private readonly long[] _counts = new long[Kinds];

    /// <summary>Adds up counts of single kinds.</summary>
    public UserTally(IEnumerable<TallyChange> counts)
    {
        foreach (var (kind, count) in counts)
        {
            // A newer program may store a kind of count that this one does not know.
            if (kind >= 0 && kind < Kinds)
                _counts[kind] += count;
        }
    }

    /// <summary>How many kinds of counts there are; a kind's number is stored and must not change.</summary>
    public static int Kinds { get; } = FirstPlatformKind + Platforms.All.Length;

    /// <summary>The tally of no users.</summary>
    public static UserTally Empty { get; } = new([]);

    /// <summary>Users whose status is Online.</summary>
    public long Online => _counts[OnlineKind];

    /// <summary>Users whose status is PushOnline.</summary>
    public long PushOnline => _counts[PushOnlineKind];

    /// <summary>Every count that is not zero.</summary>
    public ImmutableArray<TallyChange> Counts => NotZero(_counts);

    /// <summary>Online sessions on a platform.</summary>
    public long SessionsOn(Platform platform) => _counts[KindOf(platform)];

    /// <summary>The counts that a transition changes, and by how much.</summary>
    public static ImmutableArray<TallyChange> Between(UserPresence before, UserPresence after)
    {
        Span<long> counts = stackalloc long[Kinds];
        Add(before, -1, counts);
        Add(after, 1, counts);
        return NotZero(counts);
    }

    /// <summary>Adds a user to counts by kind, or takes one away.</summary>
    /// <param name="user">The user.</param>
    /// <param name="times">1 to add, -1 to take away.</param>
    /// <param name="counts">One count for each of <see cref="Kinds"/>.</param>
    public static void Add(UserPresence user, int times, Span<long> counts)
    {
        if (user.Status == PresenceStatus.Online)
            counts[OnlineKind] += times;
        else if (user.Status == PresenceStatus.PushOnline)
            counts[PushOnlineKind] += times;
        foreach (var session in user.Sessions)
        {
            if (session.Status == PresenceStatus.Online)
                counts[KindOf(session.Platform)] += times;
        }
    }

    // Platforms are numbered from 1, without gaps.
    private static int KindOf(Platform platform) => FirstPlatformKind - 1 + (int)platform;

    private static ImmutableArray<TallyChange> NotZero(ReadOnlySpan<long> counts)
    {
        var changes = ImmutableArray.CreateBuilder<TallyChange>();
        for (var kind = 0; kind < counts.Length; kind++)
        {
            if (counts[kind] != 0)
                changes.Add(new TallyChange(kind, counts[kind]));
        }

        return changes.DrainToImmutable();
    }
}

/// <summary>A count of one kind, or the change of one.</summary>
/// <param name="Kind">Which count: below <see cref="UserTally.Kinds"/>.</param>
/// <param name="Count">The count or its change.</param>
public readonly record struct TallyChange(int Kind, long Count);
