namespace PresenceCluster.Domain;

/// <summary>Why a session ended, or dropped to PushOnline. A closed catalogue; values are stored and must not be renumbered.</summary>
public enum SessionEndReason : byte
{
    /// <summary>The connection closed and the server saw it: FIN, RST, page closed, process killed (callback reason LinkClose).</summary>
    Closed = 1,

    /// <summary>No heartbeat for the platform's time-out: 400 s native, 60 s Web and mini program.</summary>
    TimedOut = 2,

    /// <summary>The gateway that held the connection is gone.</summary>
    GatewayLost = 3,

    /// <summary>The user logged out on that device.</summary>
    LoggedOut = 4,

    /// <summary>A login on another device took its place under the login policy.</summary>
    Replaced = 5,

    /// <summary>An administrator ended it.</summary>
    Kicked = 6,

    /// <summary>The same device connected again; its new connection inherited the session. Not an end of the session.</summary>
    TakenOver = 7,

    /// <summary>The account was deleted.</summary>
    AccountDeleted = 8,

    /// <summary>PushOnline for the whole retention (7 days) without a login.</summary>
    Decayed = 9,

    /// <summary>The login policy was changed and enforced at once.</summary>
    PolicyChanged = 10,
}
