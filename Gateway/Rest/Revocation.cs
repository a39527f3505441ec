namespace PresenceCluster.Gateway.Rest;

/// <summary>Whether a genuine credential still counts.</summary>
internal enum Revocation
{
    /// <summary>It counts.</summary>
    None,

    /// <summary>Its user was kicked since it was issued (contract §3).</summary>
    Revoked,

    /// <summary>The owner of the user has not answered, now or earlier.</summary>
    Unknown,
}
