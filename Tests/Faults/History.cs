using PresenceCluster.Protocol;
using PresenceCluster.Tests.Faults.Model;

namespace PresenceCluster.Tests.Faults;

/// <summary>One user's history, written by a test of the checker in whole seconds.</summary>
internal sealed class History(Policy policy)
{
    private readonly List<Act> _acts = [];
    private readonly HashSet<ConnectionFacts> _connections = [];

    public PolicyTimes Policies { get; } = new(policy);

    public static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    public void Add(Act act) => _acts.Add(act);

    /// <summary>A login that was admitted.</summary>
    public void Login(ConnectionFacts connection, double from, double until, bool mayBeRefused = false)
    {
        Note(connection, from, until);
        connection.AnsweredAt = At(until);
        _acts.Add(new LoginAct(connection, Policies, At(from)) { EndedAt = At(until), MayBeRefused = mayBeRefused });
    }

    /// <summary>A login that its client gave up, and whose connection is later known to be over.</summary>
    public void GiveUp(ConnectionFacts connection, double from, double until, double overAt)
    {
        Note(connection, from, until);
        _acts.Add(new LoginAct(connection, Policies, At(from)));
        _acts.Add(new EndAct(connection, At(from)) { EndedAt = At(overAt) });
    }

    public void Lost(ConnectionFacts connection, double from, double until)
        => _acts.Add(new EndAct(connection, At(from)) { EndedAt = At(until) });

    public void Told(ConnectionFacts connection, double at, CloseCode code, string by = "")
        => _acts.Add(new ToldAct(connection, code.Number, by, At(at)) { EndedAt = At(at) });

    public void Query(double from, double until, string answer)
        => _acts.Add(new QueryAct("v4", answer, At(from)) { EndedAt = At(until) });

    public void Settled(double at, params ConnectionFacts[] live) => _acts.Add(new SettledAct(live, At(at)) { EndedAt = At(at) });

    public UserVerdict Check()
    {
        LoginOrder.Judge(_connections);
        return UserCheck.Run("anna", [World.Empty], _acts);
    }

    private void Note(ConnectionFacts connection, double from, double until)
    {
        (connection.AskedFrom, connection.AskedUntil) = (At(from), At(until));
        _connections.Add(connection);
    }
}
