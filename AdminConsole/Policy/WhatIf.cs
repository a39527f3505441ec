using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.AdminConsole.Policy;

/// <summary>
/// An imaginary user whose devices log in and out under settings that are not saved yet. <see cref="PresenceMachine"/> decides what happens
/// to them, as on the servers.
/// </summary>
public sealed record WhatIf(UserPresence User, int Step)
{
    private static readonly GatewayId Nowhere = new("what-if");

    public static WhatIf Nobody { get; } = new(UserPresence.Unknown, 0);

    // One second a step, so that the order of the logins is plain.
    private DateTimeOffset Now => DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(Step);

    /// <summary>A new device logs in.</summary>
    public WhatIf LogIn(Platform platform, PresenceRules rules) => After(Attempt(platform), rules);

    /// <summary>A device logs out.</summary>
    public WhatIf LogOut(Session session, PresenceRules rules)
        => After(new PresenceEvent.ConnectionEnded(session.Connection, SessionEndReason.LoggedOut), rules);

    /// <summary>The sessions that would be pushed out if a new device logged in now.</summary>
    public ImmutableArray<Session> PushedOutBy(Platform platform, PresenceRules rules)
        => [.. Apply(Attempt(platform), rules).Effects
            .OfType<PresenceEffect.CloseSession>()
            .Where(effect => effect.Reason == SessionEndReason.Replaced)
            .Select(effect => effect.Session)];

    private WhatIf After(PresenceEvent happened, PresenceRules rules) => new(Apply(happened, rules).State, Step + 1);

    private Transition Apply(PresenceEvent happened, PresenceRules rules) => PresenceMachine.Apply(User, happened, rules, Now);

    private PresenceEvent.LoginAttempted Attempt(Platform platform) => new()
    {
        ProposedId = new SessionId(new Guid(Step + 1, 0, 0, new byte[8])),
        Platform = platform,
        DeviceId = $"{platform.Name}-{Step + 1}",
        Connection = new ConnectionRef(Nowhere, Step + 1),
        GatewaySeenAtVersion = 0,
        CredentialIssuedAt = Now,
        AskedAt = Now,
    };
}
