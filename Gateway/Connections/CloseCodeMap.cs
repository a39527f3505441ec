using System.Diagnostics;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Auth;
using PresenceCluster.Protocol;

namespace PresenceCluster.Gateway.Connections;

/// <summary>Translates the domain's reasons into close codes.</summary>
internal static class CloseCodeMap
{
    /// <summary>The code that a connection is closed with when its session ended.</summary>
    public static CloseCode For(SessionEndReason reason) => reason switch
    {
        SessionEndReason.LoggedOut => CloseCode.LoggedOut,
        SessionEndReason.Replaced => CloseCode.Replaced,
        SessionEndReason.Kicked => CloseCode.Kicked,
        SessionEndReason.TakenOver => CloseCode.TakenOver,
        SessionEndReason.AccountDeleted => CloseCode.AccountDeleted,
        SessionEndReason.PolicyChanged => CloseCode.PolicyChanged,
        SessionEndReason.TimedOut => CloseCode.HeartbeatTimeout,
        // The cluster gave the connection up although it is still open. The client may log in again by itself.
        SessionEndReason.Closed or SessionEndReason.GatewayLost or SessionEndReason.Decayed => CloseCode.Unavailable,
        _ => throw new UnreachableException($"A session cannot end by {reason}."),
    };

    /// <summary>The code of a refused credential.</summary>
    public static CloseCode For(CredentialFault fault) => fault switch
    {
        CredentialFault.Expired => CloseCode.CredentialExpired,
        CredentialFault.NotYetValid => CloseCode.CredentialFromFuture,
        CredentialFault.Empty or CredentialFault.Malformed or CredentialFault.WrongSignature or CredentialFault.OtherUser or CredentialFault.OtherApp
            or CredentialFault.NoKey => CloseCode.BadCredential,
        _ => throw new UnreachableException($"No credential is refused for {fault}."),
    };

    /// <summary>Whether a code says that another act took the session away.</summary>
    public static bool IsPushOut(CloseCode code)
        => code == CloseCode.Replaced || code == CloseCode.Kicked || code == CloseCode.TakenOver
        || code == CloseCode.AccountDeleted || code == CloseCode.PolicyChanged;
}
