using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Gateway.Connections;

/// <summary>The result of the gateway's own check of a login. A closed set.</summary>
internal abstract record LoginAttempt
{
    private LoginAttempt()
    {
    }

    /// <summary>Everything that can be checked here is right; the user's grain decides.</summary>
    public sealed record Checked(AppSnapshot App, UserKey User, PresenceEvent.LoginAttempted Request) : LoginAttempt;

    /// <summary>The login cannot be right.</summary>
    public sealed record Refused(LastWords Words) : LoginAttempt;
}
