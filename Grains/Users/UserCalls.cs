using System.Diagnostics;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Grains.Users;

/// <summary>What the calls of a user grain mean to <see cref="PresenceMachine"/>, and what its outcomes are called in their replies.</summary>
internal static class UserCalls
{
    /// <summary>The reply to a login.</summary>
    public static LoginReply ReplyOf(PresenceOutcome outcome) => outcome switch
    {
        PresenceOutcome.Admitted admitted => new LoginReply.Admitted(admitted.Session.Id, admitted.Session.Epoch),
        PresenceOutcome.CredentialRevoked revoked => new LoginReply.CredentialRevoked(revoked.RevokedAt),
        PresenceOutcome.AlreadyPushedOut lost => new LoginReply.AlreadyPushedOut(lost.Reason, lost.By, lost.ByAttempt),
        _ => throw new UnreachableException($"A login ended as {outcome}."),
    };

    /// <summary>The event of a kick.</summary>
    public static PresenceEvent EventOf(KickRequest request)
    {
        KickScope scope = request switch
        {
            { Session: { } session } => new KickScope.OneSession(session),
            { Platform: { } platform } => new KickScope.OnPlatform(platform),
            _ => new KickScope.Everything(),
        };
        return new PresenceEvent.KickRequested(scope, request.RevokesCredentials, request.AskedAt);
    }

    /// <summary>What became of a kick.</summary>
    public static KickOutcome KickOutcomeOf(PresenceOutcome outcome) => outcome switch
    {
        PresenceOutcome.UnknownAccount => KickOutcome.UnknownAccount,
        PresenceOutcome.Applied => KickOutcome.Kicked,
        _ => KickOutcome.NothingToKick,
    };
}
