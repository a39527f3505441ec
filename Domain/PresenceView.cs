using System.Collections.Immutable;

namespace PresenceCluster.Domain;

/// <summary>
/// A user's presence as it is shown at one instant: the stored state, without what has fallen due, and with the connections of dead
/// gateways taken as lost. A read never waits for the transition that makes this durable.
/// </summary>
public static class PresenceView
{
    /// <summary>Computes the presence to show.</summary>
    /// <param name="state">The stored state.</param>
    /// <param name="isGatewayLost">Whether the gateway of a session is known to be dead.</param>
    /// <param name="rules">The app's rules.</param>
    /// <param name="now">The instant.</param>
    public static UserPresence At(UserPresence state, Func<Session, bool> isGatewayLost, PresenceRules rules, DateTimeOffset now)
    {
        if (!NeedsChange(state, isGatewayLost, rules, now))
            return state;

        var shown = ImmutableArray.CreateBuilder<Session>(state.Sessions.Length);
        foreach (var session in state.Sessions)
        {
            if (session.DecaysAt(rules) <= now)
                continue;
            if (session.Status != PresenceStatus.Online || !isGatewayLost(session))
                shown.Add(session);
            else if (rules.KeepsPushOnline(session.Platform))
                shown.Add(session with { Status = PresenceStatus.PushOnline });
        }

        var view = state with { Sessions = shown.DrainToImmutable() };
        return view.Status == PresenceStatus.Online ? view : view with { CustomStatus = "" };
    }

    private static bool NeedsChange(UserPresence state, Func<Session, bool> isGatewayLost, PresenceRules rules, DateTimeOffset now)
    {
        foreach (var session in state.Sessions)
        {
            if (session.DecaysAt(rules) <= now || (session.Status == PresenceStatus.Online && isGatewayLost(session)))
                return true;
        }

        return false;
    }
}
