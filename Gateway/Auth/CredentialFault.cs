namespace PresenceCluster.Gateway.Auth;

/// <summary>Why a credential was refused; the numbers are the error codes of the Tencent-compatible APIs (contract §4).</summary>
internal enum CredentialFault
{
    /// <summary>The UserSig's time is over.</summary>
    Expired = 70001,

    /// <summary>The UserSig is empty.</summary>
    Empty = 70002,

    /// <summary>The UserSig cannot be decoded: truncated, no base64, no zlib, too large when inflated, or no JSON of the right shape.</summary>
    Malformed = 70003,

    /// <summary>The signature does not fit any of the app's keys.</summary>
    WrongSignature = 70009,

    /// <summary>It belongs to another user.</summary>
    OtherUser = 70013,

    /// <summary>It belongs to another app.</summary>
    OtherApp = 70014,

    /// <summary>The app accepts no credential of this kind.</summary>
    NoKey = 70016,
}
