using PresenceCluster.Domain;

namespace PresenceCluster.Tests.Domain;

/// <summary>
/// Gives a random step its meaning: the login, one of all connections so far, the gateway. It remembers events outside of the machine
/// (which connections are dead), so that late and repeated events occur.
/// </summary>
internal sealed class RandomLife
{
    private static readonly string[] CustomStatuses = ["", "busy", "at lunch"];

    private readonly List<PresenceEvent.LoginAttempted> _logins = [];
    private readonly List<SessionId> _sessions = [];
    private readonly int[] _incarnations = [1, 1];

    /// <summary>Connections that ended or whose gateway died: none of them may own an Online session.</summary>
    public HashSet<ConnectionRef> Dead { get; } = [];

    public PresenceRules Rules { get; private set; } = Story.Dual;

    public DateTimeOffset Now { get; private set; } = new(2024, 2, 28, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The event of a step; null when the step only changes the rules.</summary>
    public PresenceEvent? Next(Happening step, UserPresence state)
    {
        Now += step.Pause;
        _sessions.AddRange(state.Sessions.Select(session => session.Id).Except(_sessions));
        return step.Kind switch
        {
            HappeningKind.Login => Remember(NewLogin(step, Platforms.All[step.A % 9], $"d{step.B % 3}")),
            HappeningKind.Resume => Resume(step),
            HappeningKind.Repeat => Repeat(step, state),
            HappeningKind.End => End(step),
            HappeningKind.LoseGateway => LoseGateway(step),
            HappeningKind.Kick => Kick(step),
            HappeningKind.ChangePolicy => ChangePolicy(step),
            HappeningKind.Enforce => new PresenceEvent.PolicyEnforced(),
            HappeningKind.Import => new PresenceEvent.AccountImported(AskedAt(step)),
            HappeningKind.Delete => new PresenceEvent.AccountDeleted(AskedAt(step)),
            HappeningKind.Tick => new PresenceEvent.DeadlineReached(),
            _ => new PresenceEvent.CustomStatusSet(AnyConnection(step), CustomStatuses[step.B % 3], AskedAt(step)),
        };
    }

    private PresenceEvent.LoginAttempted NewLogin(Happening step, Platform platform, string deviceId) => new()
    {
        ProposedId = new SessionId(new Guid(0, 0, 0x7000, [0x80, 0, 0, 0, 0, 0, (byte)((_logins.Count + 1) >> 8), (byte)(_logins.Count + 1)])),
        Platform = platform,
        DeviceId = deviceId,
        Connection = new ConnectionRef(Gateway(step.A), _logins.Count + 1),
        GatewaySeenAtVersion = 1,
        AskedAt = AskedAt(step),
        Client = step.B % 4 == 0
            ? null
            : new ClientInfo { Address = $"203.0.113.{step.A % 9}", Features = step.B % 4 == 1 ? ["groups"] : [] },
        // One device in three does not count. A late login has a lower count than the logins that were sent after it.
        Attempt = step.B % 3 == 0 ? 0 : (ulong)(100 + _logins.Count - (IsLate(step) ? 3 : 0)),
        // Whole seconds, as a UserSig has; one in five is a credential from yesterday.
        CredentialIssuedAt = DateTimeOffset.FromUnixTimeSeconds(Now.ToUnixTimeSeconds()).AddDays(step.B % 5 == 4 ? -1 : 0),
    };

    private PresenceEvent.LoginAttempted Remember(PresenceEvent.LoginAttempted login)
    {
        _logins.Add(login);
        return login;
    }

    private PresenceEvent Resume(Happening step)
    {
        if (_logins.Count == 0)
            return new PresenceEvent.DeadlineReached();

        var earlier = Recent(_logins, step.A);
        // One resume in five names an id that was never a session.
        var resumed = _sessions.Count == 0 || step.B % 5 == 2 ? earlier.ProposedId : Recent(_sessions, step.A);
        return Remember(NewLogin(step, earlier.Platform, earlier.DeviceId) with { ResumedSession = resumed });
    }

    /// <summary>
    /// A login that arrives twice. Where the state can hold no trace of the first arrival (a Web page that closed), the domain cannot
    /// recognise it. The gateway must not repeat a login of a connection that it has seen end.
    /// </summary>
    private PresenceEvent Repeat(Happening step, UserPresence state)
    {
        if (_logins.Count == 0)
            return new PresenceEvent.DeadlineReached();

        var login = Recent(_logins, step.A);
        var isTraced = state.Sessions.Any(session => session.Connection == login.Connection && !IsAboutToDecay(session))
            || state.PushedOut.Any(lost => lost.AskedAt == login.AskedAt.At && Now - lost.At < Rules.PushOnlineRetention);
        return isTraced ? login : new PresenceEvent.DeadlineReached();
    }

    private bool IsAboutToDecay(Session session)
        => session.Status == PresenceStatus.PushOnline && Now - session.Since >= Rules.PushOnlineRetention;

    private PresenceEvent.ConnectionEnded End(Happening step)
    {
        var connection = AnyConnection(step);
        Dead.Add(connection);
        return new PresenceEvent.ConnectionEnded(connection, (SessionEndReason)(1 + (step.B % 3 == 0 ? step.B % 10 : step.B % 4)));
    }

    private PresenceEvent.GatewayLost LoseGateway(Happening step)
    {
        var lost = Gateway(step.A);
        _incarnations[step.A % 2]++;
        Dead.UnionWith(_logins.Select(login => login.Connection).Where(connection => connection.Gateway == lost));
        return new PresenceEvent.GatewayLost(lost);
    }

    private PresenceEvent.KickRequested Kick(Happening step)
    {
        KickScope scope = (step.A % 3) switch
        {
            0 when _sessions.Count > 0 => new KickScope.OneSession(Recent(_sessions, step.B)),
            1 => new KickScope.OnPlatform(Platforms.All[step.B % 9]),
            _ => new KickScope.Everything(),
        };
        return new PresenceEvent.KickRequested(scope, step.B % 2 == 0, AskedAt(step));
    }

    private PresenceEvent? ChangePolicy(Happening step)
    {
        var caps = InstanceCaps.Same(1 + (step.B % 3)) with { Android = 1 + (step.A % 3), Web = 1 + (step.A % 4) };
        Rules = new PresenceRules
        {
            LoginPolicy = new LoginPolicy((LoginPolicyKind)(1 + (step.A % 4)), caps),
            MacKeepsPushOnline = step.B % 2 == 0,
        };
        return null;
    }

    // One act in seven arrives some seconds late. The ticks keep the times of all acts apart.
    // At one gateway in eleven the clock is some seconds off, and it says so.
    private ActTime AskedAt(Happening step)
    {
        var isExact = step.A % 11 != 5;
        var off = isExact ? 0 : (step.B % 40_000) - 20_000;
        return new ActTime(Now.AddMilliseconds((IsLate(step) ? -(step.A % 3000) : 0) + off).AddTicks(_logins.Count), isExact);
    }

    private static bool IsLate(Happening step) => step.B % 7 == 3;

    private GatewayId Gateway(int number) => new($"10.0.0.{number % 2}:11111@{_incarnations[number % 2]}");

    private ConnectionRef AnyConnection(Happening step)
        => _logins.Count == 0 ? new ConnectionRef(Gateway(step.A), 0) : Recent(_logins, step.A).Connection;

    // Mostly one of the latest three, sometimes any of all: both the usual and the very late case.
    private static T Recent<T>(List<T> all, int number)
        => all[^(1 + (number % Math.Min(number % 4 == 0 ? all.Count : 3, all.Count)))];
}
