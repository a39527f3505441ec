using System.Collections.Immutable;
using PresenceCluster.Protocol;
using PresenceCluster.Tests.Domain;

namespace PresenceCluster.Tests.Faults.Model;

/// <summary>
/// One state that a user may be in, with the notices that are still owed. It is written from the words of the seed and the contract, like
/// <see cref="ReferenceUser"/>, whose policy it shares. It does not use the service's own machine.
/// </summary>
/// <param name="Exists">Whether the account exists.</param>
/// <param name="Seats">The logged-in devices, oldest login first.</param>
/// <param name="Owed">The notices that connections which can be told have not got yet.</param>
/// <param name="Departed">The sessions that are gone and that their devices will resume.</param>
internal sealed record World(bool Exists, ImmutableArray<Seat> Seats, ImmutableArray<Notice> Owed, ImmutableArray<Departed> Departed)
{
    public static World Empty { get; } = new(false, [], [], []);

    /// <summary>A connection is gone: its mobile device is PushOnline if it was lost, and nothing is left if it logged out.</summary>
    public World End(ConnectionFacts connection, bool isLoss)
    {
        var index = IndexOnline(connection);
        if (index < 0)
            return this;
        if (isLoss && connection.IsMobile)
            return this with { Seats = Seats.SetItem(index, Seats[index] with { IsOnline = false }) };
        return this with { Seats = Seats.RemoveAt(index), Departed = [.. InOrder([.. Departed, .. Leaving([Seats[index]], isLoss)])] };
    }

    /// <summary>Takes sessions away and owes their connections an explanation.</summary>
    public World PushOut(Func<Seat, bool> isMeant, CloseCode code)
    {
        var gone = Seats.Where(isMeant).ToList();
        return this with
        {
            Seats = [.. Seats.Where(seat => !isMeant(seat))],
            Owed = [.. InOrder([.. Owed, .. Notices(gone, code, "")])],
            Departed = [.. InOrder([.. Departed, .. Leaving(gone, isLoss: false)])],
        };
    }

    /// <summary>The sessions log in again one after another, oldest first.</summary>
    public World Enforce(Policy policy)
    {
        List<Seat> stay = [];
        foreach (var seat in Seats)
            stay = ReferencePolicy.Login(stay, seat, one => one.Connection.Platform, policy.Kind, policy.Cap);
        return PushOut(seat => !stay.Contains(seat), CloseCode.PolicyChanged);
    }

    /// <summary>The same state for a new round, in which no device resumes a session of the old one.</summary>
    public World WithoutDeparted() => this with { Departed = [] };

    public int IndexOnline(ConnectionFacts connection)
    {
        for (var i = 0; i < Seats.Length; i++)
        {
            if (Seats[i].IsOnline && Seats[i].Connection == connection)
                return i;
        }

        return -1;
    }

    public int IndexOfDevice(ConnectionFacts connection)
    {
        for (var i = 0; i < Seats.Length; i++)
        {
            if (Seats[i].Connection.IsSameDevice(connection))
                return i;
        }

        return -1;
    }

    /// <summary>The required answer to a query with details, one item for each platform.</summary>
    public string ToAnswer() => Answer.Of(Exists, Seats.Select(seat => (seat.Connection.Platform, seat.IsOnline)));

    public bool Equals(World? other)
        => other is not null && Exists == other.Exists && Seats.AsSpan().SequenceEqual(other.Seats.AsSpan())
        && Owed.AsSpan().SequenceEqual(other.Owed.AsSpan()) && Departed.AsSpan().SequenceEqual(other.Departed.AsSpan());

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Exists);
        foreach (var seat in Seats)
            hash.Add(seat);
        hash.Add(Owed.Length);
        hash.Add(Departed.Length);
        return hash.ToHashCode();
    }

    public override string ToString()
        => $"{(Exists ? "" : "no account ")}[{string.Join(", ", Seats)}]{(Owed.IsEmpty ? "" : $" ({string.Join(", ", Owed)})")}";

    /// <summary>The notices that are owed to the connections of gone sessions.</summary>
    public static IEnumerable<Notice> Notices(IEnumerable<Seat> gone, CloseCode code, string by)
        => gone.Where(seat => seat.IsOnline && seat.Connection.Hears).Select(seat => new Notice(seat.Connection, code.Number, by));

    /// <summary>In a fixed order, so that worlds with different histories can be equal.</summary>
    public static IEnumerable<Notice> InOrder(IEnumerable<Notice> owed) => owed.OrderBy(notice => notice.Connection.Number);

    /// <inheritdoc cref="InOrder(IEnumerable{Notice})"/>
    public static IEnumerable<Departed> InOrder(IEnumerable<Departed> departed) => departed.OrderBy(one => one.Seat.Connection.Number);

    // A lost connection leaves its session's claim as it was. The model says nothing about any other end.
    private static IEnumerable<Departed> Leaving(IEnumerable<Seat> gone, bool isLoss)
        => gone.Where(seat => seat.Connection.IsResumed)
            .Select(seat => new Departed(seat, isLoss && !seat.ByHand.MayBeLate ? false : null));
}
