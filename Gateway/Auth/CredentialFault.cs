namespace PresenceCluster.Gateway.Auth;

/// <summary>Why a credential was refused.</summary>
internal enum CredentialFault
{
    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>By this service's clock it was issued in the future: one of the two clocks is wrong.</summary>
    NotYetValid,

    /// <summary>The UserSig is empty.</summary>
    Empty,

    /// <summary>The UserSig cannot be decoded: truncated, no base64, no zlib, too large when inflated, or no JSON of the right shape.</summary>
    Malformed,

    /// <summary>The signature matches none of the app's keys.</summary>
    WrongSignature,

    /// <summary>It belongs to another user.</summary>
    OtherUser,

    /// <summary>It belongs to another app.</summary>
    OtherApp,

    /// <summary>The app accepts no credential of this kind.</summary>
    NoKey,
}
