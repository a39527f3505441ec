using System.Collections.Immutable;
using PresenceCluster.Protocol;
using PresenceCluster.Tests.Domain;

namespace PresenceCluster.Tests.Faults.Model;

/// <summary>
/// One login that reaches a user in a <see cref="World"/> under a policy: its effect, and the possible answers. The newest login succeeds.
/// The newest is the one that was requested last, and a resume does not count as a new request.
/// </summary>
internal sealed class LoginTry
{
    private readonly World _world;
    private readonly ConnectionFacts _connection;
    private readonly Policy _policy;
    private readonly Seat? _own;
    private readonly int _ownPlace;
    private readonly ImmutableArray<Seat> _stay;
    private readonly ImmutableArray<Seat> _pushedOut;
    private readonly Departed? _departed;

    public LoginTry(World world, ConnectionFacts connection, Policy policy)
    {
        (_world, _connection, _policy) = (world, connection, policy);
        _ownPlace = world.IndexOfDevice(connection);
        _own = _ownPlace < 0 ? null : world.Seats[_ownPlace];
        List<Seat> others = _own is null ? [.. world.Seats] : [.. world.Seats.RemoveAt(_ownPlace)];
        var newcomer = new Seat(connection, IsOnline: true, connection);
        var stay = ReferencePolicy.Login(others, newcomer, seat => seat.Connection.Platform, policy.Kind, policy.Cap);
        stay.Remove(newcomer);
        // A resume of a session that still exists is no new login, and leaves alone the sessions beside it.
        if (connection.Resumes is not null && _own is not null)
            stay = others;
        _stay = [.. stay];
        _pushedOut = [.. others.Except(stay)];
        _departed = connection.Resumes is { } resumed
            ? world.Departed.Where(one => one.Seat.Connection.IsSameDevice(connection) && one.Seat.Connection.Number >= resumed.Number)
                .OrderBy(one => one.Seat.Connection.Number).Cast<Departed?>().FirstOrDefault()
            : null;
    }

    /// <summary>Whether a login that was surely asked for later is in its way.</summary>
    public bool IsOvertaken
        => (_own is { } own && (own.Connection.IsCountedWith(_connection) ? own.Connection : own.ByHand).IsSurelyAfter(_connection))
        || _pushedOut.Any(seat => seat.ByHand.IsSurelyAfter(_connection));

    /// <summary>Whether it resumes a session that a later login by hand surely replaced, or would push such a login out.</summary>
    public bool IsResumeRefused => _connection.Resumes is not null
        && ((_own is null && _departed is { IsOver: true })
            || (Origin is { } origin && _pushedOut.Any(seat => seat.ByHand.IsSurelyAfter(origin.ByHand))));

    /// <summary>Whether it may be told, as a resuming client, that another device has logged in.</summary>
    public bool MayBeRefused => _connection.Resumes is not null
        && ((_own is null && _departed is null)
            || _departed is { IsOver: not false }
            || (Origin is { } origin && _pushedOut.Any(seat => seat.ByHand.MayBeAfter(origin.ByHand))));

    // The session that it comes back to, there or gone.
    private Seat? Origin => _own ?? _departed?.Seat;

    /// <summary>The worlds that it leads to when it succeeds. Its place among logins of the same time is open.</summary>
    public IEnumerable<World> Admitted()
    {
        var byHand = _connection.Resumes is null ? _connection : Origin?.ByHand ?? _connection;
        var seat = new Seat(_connection, IsOnline: true, byHand);
        var (owed, departed) = (NowOwed(), NowDeparted());
        foreach (var place in Places(byHand))
            yield return new World(true, _stay.Insert(place, seat), owed, departed);
    }

    // A device that resumes its session keeps its place in the line. Others are last, unless a login ahead of them may count as later.
    private IEnumerable<int> Places(ConnectionFacts byHand)
    {
        if (_connection.Resumes is not null && _own is not null)
        {
            yield return _world.Seats.Take(_ownPlace).Count(_stay.Contains);
            yield break;
        }

        var place = _stay.Length;
        yield return place;
        while (place > 0 && _stay[place - 1].ByHand.MayBeAfter(byHand))
            yield return --place;
    }

    private ImmutableArray<Notice> NowOwed()
    {
        IEnumerable<Seat> takenOver = _own is { } own ? [own] : [];
        return
        [
            .. World.InOrder(
            [
                .. _world.Owed,
                .. World.Notices(_pushedOut, CloseCode.Replaced, _connection.Platform),
                .. World.Notices(takenOver, CloseCode.TakenOver, ""),
            ]),
        ];
    }

    private ImmutableArray<Departed> NowDeparted()
    {
        var isByHand = _connection.Resumes is null;
        var before = isByHand ? _world.Departed.Select(Claim) : _world.Departed.Where(one => one != _departed || _own is not null);
        var pushedOut = _pushedOut.Where(seat => seat.Connection.IsResumed)
            .Select(seat => new Departed(seat, isByHand && _connection.IsSurelyAfter(seat.ByHand) ? true : null));
        return [.. World.InOrder([.. before, .. pushedOut])];
    }

    // The rest of a gone session's claim after this login by hand, which would have pushed it out, or not.
    private Departed Claim(Departed gone)
    {
        if (gone.IsOver == true || gone.Seat.Connection.IsSameDevice(_connection))
            return gone;
        var kind = ReferencePolicy.Kind(_connection.Platform);
        var isExcluded = ReferencePolicy.Exclude(_policy.Kind, gone.Seat.Connection.Platform, _connection.Platform);
        var isSameKind = kind == ReferencePolicy.Kind(gone.Seat.Connection.Platform);
        var cap = _policy.Cap(kind);
        var sameKind = _stay.Where(seat => ReferencePolicy.Kind(seat.Connection.Platform) == kind).ToList();
        var sameKindGone = _world.Departed.Count(one => one != gone && ReferencePolicy.Kind(one.Seat.Connection.Platform) == kind);
        var isPushedOut = isExcluded
            || (isSameKind && 1 + sameKind.Count(seat => seat.ByHand.IsSurelyAfter(gone.Seat.ByHand)) >= cap);
        if (isPushedOut && _connection.IsSurelyAfter(gone.Seat.ByHand))
            return gone with { IsOver = true };
        var mayBePushedOut = isPushedOut || (isSameKind && 1 + sameKind.Count + sameKindGone >= cap);
        return mayBePushedOut && _connection.MayBeAfter(gone.Seat.ByHand) ? gone with { IsOver = null } : gone;
    }
}
