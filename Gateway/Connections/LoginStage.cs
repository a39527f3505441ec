namespace PresenceCluster.Gateway.Connections;

/// <summary>The progress of a connection's login, which tells whether the user's grain may know of it.</summary>
internal enum LoginStage : byte
{
    /// <summary>No login was sent to the grain.</summary>
    Fresh,

    /// <summary>A login was sent; the grain may have admitted it.</summary>
    Sent,

    /// <summary>The grain refused, and has never admitted.</summary>
    Refused,

    /// <summary>The connection owns a session.</summary>
    Active,
}
