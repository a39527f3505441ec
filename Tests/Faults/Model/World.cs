using System.Collections.Immutable;
using PresenceCluster.Protocol;
using PresenceCluster.Tests.Domain;

namespace PresenceCluster.Tests.Faults.Model;

/// <summary>
/// One state that a user may truly be in, and what it owes to whom. Written from the words of the seed and the contract like
/// <see cref="ReferenceUser"/>, whose policy it shares, and without the service's own machine.
/// </summary>
/// <param name="Exists">Whether the account exists.</param>
/// <param name="Seats">The logged-in devices, oldest login first.</param>
/// <param name="Owed">What connections that can hear were not told yet.</param>
internal sealed record World(bool Exists, ImmutableArray<Seat> Seats, ImmutableArray<Notice> Owed)
{
    public static World Empty { get; } = new(false, [], []);

    /// <summary>The newest login always succeeds; a device that is known keeps its place in the line.</summary>
    public World Login(ConnectionFacts connection, Policy policy)
    {
        var own = IndexOfDevice(connection);
        var before = own < 0 ? Seats.Length : own;
        var others = own < 0 ? Seats.ToList() : [.. Seats.RemoveAt(own)];
        var newcomer = new Seat(connection, IsOnline: true);
        var stay = ReferencePolicy.Login(others, newcomer, seat => seat.Connection.Platform, policy.Kind, policy.Cap);
        stay.Remove(newcomer);
        var place = Seats.Take(before).Count(stay.Contains);
        var owed = Owed.AddRange(Notices(others.Except(stay), CloseCode.Replaced, connection.Platform));
        if (own >= 0)
            owed = owed.AddRange(Notices([Seats[own]], CloseCode.TakenOver, ""));
        return new World(true, [.. stay[..place], newcomer, .. stay[place..]], owed);
    }

    /// <summary>A connection is gone: its mobile device is PushOnline if it was lost, and nothing is left if it logged out.</summary>
    public World End(ConnectionFacts connection, bool isLoss)
    {
        var index = IndexOnline(connection);
        if (index < 0)
            return this;
        var seats = isLoss && connection.IsMobile ? Seats.SetItem(index, new Seat(connection, IsOnline: false)) : Seats.RemoveAt(index);
        return this with { Seats = seats };
    }

    /// <summary>Takes sessions away and owes their connections an explanation.</summary>
    public World PushOut(Func<Seat, bool> isMeant, CloseCode code)
    {
        var gone = Seats.Where(isMeant).ToList();
        return this with { Seats = [.. Seats.Where(seat => !isMeant(seat))], Owed = Owed.AddRange(Notices(gone, code, "")) };
    }

    /// <summary>The sessions log in again one after another, oldest first.</summary>
    public World Enforce(Policy policy)
    {
        List<Seat> stay = [];
        foreach (var seat in Seats)
            stay = ReferencePolicy.Login(stay, seat, one => one.Connection.Platform, policy.Kind, policy.Cap);
        return PushOut(seat => !stay.Contains(seat), CloseCode.PolicyChanged);
    }

    public int IndexOnline(ConnectionFacts connection)
    {
        for (var i = 0; i < Seats.Length; i++)
        {
            if (Seats[i].IsOnline && Seats[i].Connection == connection)
                return i;
        }

        return -1;
    }

    /// <summary>What a query with details must answer, one item for each platform.</summary>
    public string ToAnswer() => Answer.Of(Exists, Seats.Select(seat => (seat.Connection.Platform, seat.IsOnline)));

    public bool Equals(World? other)
        => other is not null && Exists == other.Exists && Seats.AsSpan().SequenceEqual(other.Seats.AsSpan()) && Owed.AsSpan().SequenceEqual(other.Owed.AsSpan());

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Exists);
        foreach (var seat in Seats)
            hash.Add(seat);
        hash.Add(Owed.Length);
        return hash.ToHashCode();
    }

    public override string ToString()
        => $"{(Exists ? "" : "no account ")}[{string.Join(", ", Seats)}]{(Owed.IsEmpty ? "" : $" ({string.Join(", ", Owed)})")}";

    private static IEnumerable<Notice> Notices(IEnumerable<Seat> gone, CloseCode code, string by)
        => gone.Where(seat => seat.IsOnline && seat.Connection.Hears).Select(seat => new Notice(seat.Connection, code.Number, by));

    private int IndexOfDevice(ConnectionFacts connection)
    {
        for (var i = 0; i < Seats.Length; i++)
        {
            if (Seats[i].Connection.IsSameDevice(connection))
                return i;
        }

        return -1;
    }
}
