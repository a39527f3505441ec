using PresenceCluster.Domain;

namespace PresenceCluster.Tests.Domain;

/// <summary>A user's life, event by event. It keeps the state and the time, and gives out new connections.</summary>
internal sealed class Story(PresenceRules rules)
{
    /// <summary>The rules of an app on dual platform: phones and desktops exclude each other, and a page stays beside them.</summary>
    public static readonly PresenceRules Dual = new() { LoginPolicy = new LoginPolicy(LoginPolicyKind.Dual, new InstanceCaps()) };

    public static readonly GatewayId Gateway = new("10.0.0.1:11111@1");

    private long _lastConnection;

    public PresenceRules Rules { get; set; } = rules;

    public UserPresence State { get; private set; } = UserPresence.Unknown;

    public DateTimeOffset Now { get; private set; } = new(2024, 2, 28, 12, 0, 0, TimeSpan.Zero);

    public PresenceStatus Status => State.Status;

    public void Advance(TimeSpan time) => Now += time;

    public Transition Happen(PresenceEvent happened)
    {
        var transition = PresenceMachine.Apply(State, happened, Rules, Now);
        State = transition.State;
        return transition;
    }

    /// <summary>A login by hand with a credential issued now.</summary>
    public Transition Login(Platform platform, string? deviceId = null) => Happen(NewLogin(platform, deviceId));

    /// <summary>A login that is asked for now, a tick later than the one before.</summary>
    public PresenceEvent.LoginAttempted NewLogin(Platform platform, string? deviceId = null, GatewayId? gateway = null) => new()
    {
        ProposedId = new SessionId(Guid.CreateVersion7()),
        Platform = platform,
        DeviceId = deviceId ?? $"the {platform}",
        Connection = new ConnectionRef(gateway ?? Gateway, ++_lastConnection),
        GatewaySeenAtVersion = 1,
        CredentialIssuedAt = Now,
        AskedAt = Now.AddTicks(_lastConnection),
    };

    /// <summary>An administrator's kick that is asked for now.</summary>
    public Transition Kick(KickScope? scope = null, bool revokes = false)
        => Happen(new PresenceEvent.KickRequested(scope ?? new KickScope.Everything(), revokes, Now));

    public Transition End(Platform platform, SessionEndReason reason)
        => Happen(new PresenceEvent.ConnectionEnded(SessionOf(platform).Connection, reason));

    public Session SessionOf(Platform platform) => State.Sessions.Single(session => session.Platform == platform);

    /// <summary>The user's state in one line for each session, for example <c>Android Online</c>.</summary>
    public IEnumerable<string> Devices => State.Sessions.Select(session => $"{session.Platform.Name} {session.Status}");
}
