using PresenceCluster.Gateway.Auth;
using PresenceCluster.Gateway.Queries;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>An error of the Tencent-compatible API: a number (contract §4 and the section of each call) and a text for people.</summary>
/// <param name="Code">The number; 0 is success.</param>
/// <param name="Text">The text; plain ASCII without quotes, so that JSON needs no escapes.</param>
internal readonly record struct TencentError(int Code, string Text)
{
    public static readonly TencentError None = new(0, "");
    public static readonly TencentError UnreadableRequest = new(60002, "The HTTP request could not be parsed: use POST, with a body of limited size");
    public static readonly TencentError UnreadableJson = new(60003, "Fail to parse the JSON of the body");
    public static readonly TencentError BadIdentifier = new(60004, "The identifier of the URL is missing or not a UserID");
    public static readonly TencentError BadAppId = new(60006, "The sdkappid is not valid");
    public static readonly TencentError TooManyCalls = new(60007, "The call rate is exceeded, try again later");
    public static readonly TencentError CallTimedOut = new(60008, "The service timed out, try again");
    public static readonly TencentError WrongResource = new(60009, "There is no such resource, check the URL");
    public static readonly TencentError AppIdMissing = new(60012, "The sdkappid is missing");
    public static readonly TencentError UnknownApp = new(70020, "There is no such sdkappid");
    public static readonly TencentError CredentialRevoked = new(70052, "The UserSig was revoked, generate a new one");
    public static readonly TencentError UnknownAccount = new(70107, "Err_TLS_PT_Open_Login_Account_Not_Exist");
    public static readonly TencentError TimedOut = new(70169, "The server timed out, try again");
    public static readonly TencentError BadParameter = new(70402, "A parameter is missing or not valid");
    public static readonly TencentError NotAdministrator = new(70403, "This call needs an administrator");
    public static readonly TencentError Internal = new(70500, "Internal error, try again");
    public static readonly TencentError QueryNotJson = new(90001, "Fail to Parse json data of body, Please check it");
    public static readonly TencentError QueryIllTyped = new(90003, "To_Account is missing or not an array of strings");
    public static readonly TencentError QueryNotAdministrator = new(90009, "This call needs an administrator");
    public static readonly TencentError QueryTooManyUsers = new(90011, "To_Account holds more than 500 accounts");
    public static readonly TencentError QueryInternal = new(90992, "Internal error, try again");

    /// <summary>The error of a UserSig that is refused (contract §4).</summary>
    public static TencentError For(CredentialFault fault) => fault switch
    {
        CredentialFault.Expired => new(70001, "The UserSig is expired"),
        // The contract has no number for this. Callers react to 70001 by making a new UserSig, which helps once the clock is right.
        CredentialFault.NotYetValid => new(
            70001, "The UserSig was issued in the future by the clock of this service, check the clock of the signer"),
        CredentialFault.Empty => new(70002, "The UserSig is empty"),
        CredentialFault.Malformed => new(70003, "The UserSig cannot be decoded"),
        CredentialFault.WrongSignature => new(70009, "The UserSig is not signed with a key of this app"),
        CredentialFault.OtherUser => new(70013, "The UserSig belongs to another identifier"),
        CredentialFault.OtherApp => new(70014, "The UserSig belongs to another sdkappid"),
        CredentialFault.NoKey => new(70016, "This sdkappid has no key"),
        _ => throw new System.Diagnostics.UnreachableException($"A credential cannot be refused for {fault}."),
    };

    /// <summary>The error of one account of a query (contract §1).</summary>
    public static TencentError For(PresenceAnswerKind kind) => kind switch
    {
        PresenceAnswerKind.Found => None,
        PresenceAnswerKind.UnknownUser or PresenceAnswerKind.InvalidUserId => UnknownAccount,
        PresenceAnswerKind.Unavailable => TimedOut,
        _ => throw new System.Diagnostics.UnreachableException($"An answer cannot be {kind}."),
    };
}
