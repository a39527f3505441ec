using PresenceCluster.Domain;
using PresenceCluster.Gateway.Auth;
using PresenceCluster.Gateway.Queries;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>
/// An error of the Tencent-compatible API: a number (contract §4 and the section of each call) and a text for people. A caller that knows
/// the limit or the name in question replaces the text and keeps the number.
/// </summary>
/// <param name="Code">The number; 0 is success.</param>
/// <param name="Text">The text; plain ASCII without quotes, so that JSON needs no escapes.</param>
internal readonly record struct TencentError(int Code, string Text)
{
    public static readonly TencentError None = new(0, "");
    public static readonly TencentError UnreadableRequest = new(60002, "The HTTP request could not be parsed");
    public static readonly TencentError NotPost = new(60002, "The HTTP method is not POST");
    public static readonly TencentError BodyTooLarge = new(60002, "The body is too large");
    public static readonly TencentError UnreadableJson = new(60003, "Fail to parse the JSON of the body");
    public static readonly TencentError BadIdentifier = new(
        60004, $"The identifier of the URL is missing or not 1 to {UserKey.UserIdBytesMax} bytes of printable ASCII");
    public static readonly TencentError BadAppId = new(60006, $"The sdkappid is not a whole number of 1 to {uint.MaxValue}");
    public static readonly TencentError TooManyCalls = new(60007, "The call rate is exceeded, try again later");
    public static readonly TencentError CallTimedOut = new(60008, "The service timed out, try again");
    public static readonly TencentError WrongResource = new(60009, "There is no such resource, check the URL");
    public static readonly TencentError AppIdMissing = new(60012, "The sdkappid is missing");
    public static readonly TencentError UnknownApp = new(70020, "There is no such sdkappid");
    public static readonly TencentError CredentialRevoked = new(70052, "The UserSig was revoked, generate a new one");
    public static readonly TencentError UnknownAccount = new(70107, "Err_TLS_PT_Open_Login_Account_Not_Exist");
    public static readonly TencentError TimedOut = new(70169, "The server timed out, try again");
    public static readonly TencentError BadUserId = new(
        70402, $"UserID is missing or not 1 to {UserKey.UserIdBytesMax} bytes of printable ASCII");
    public static readonly TencentError BadBatch = new(
        70402, $"A batch is an array of 1 to {RestOptions.AccountsMax} accounts, each a text or an object with UserID");
    public static readonly TencentError NotAdministrator = new(70403, "This call needs an administrator");
    public static readonly TencentError Internal = new(70500, "Internal error, try again");
    public static readonly TencentError QueryNotJson = new(90001, "Fail to Parse json data of body, Please check it");
    public static readonly TencentError QueryIllTyped = new(90003, "To_Account is missing or not an array of strings");
    public static readonly TencentError QueryBadFlag = new(90003, "IsNeedDetail, IsReturnInstid and IsReturnCustomStatus must be 0 or 1");
    public static readonly TencentError QueryNotAdministrator = new(90009, "This call needs an administrator");
    public static readonly TencentError QueryTooManyUsers = new(90011, $"To_Account holds more than {IPresenceQuery.UsersMax} accounts");
    public static readonly TencentError QueryInternal = new(90992, "Internal error, try again");

    /// <summary>The error of a UserSig that is refused (contract §4).</summary>
    public static TencentError For(CredentialFault fault) => new(NumberOf(fault), CredentialText.Of(fault));

    /// <summary>The error of one account of a query (contract §1).</summary>
    public static TencentError For(PresenceAnswerKind kind) => kind switch
    {
        PresenceAnswerKind.Found => None,
        PresenceAnswerKind.UnknownUser or PresenceAnswerKind.InvalidUserId => UnknownAccount,
        PresenceAnswerKind.Unavailable => TimedOut,
        _ => throw new System.Diagnostics.UnreachableException($"An answer cannot be {kind}."),
    };

    private static int NumberOf(CredentialFault fault) => fault switch
    {
        // The contract has no number for a time in the future. Callers react to 70001 by making a new UserSig, which helps once the clock
        // is right.
        CredentialFault.Expired or CredentialFault.NotYetValid => 70001,
        CredentialFault.Empty => 70002,
        CredentialFault.Malformed => 70003,
        CredentialFault.WrongSignature => 70009,
        CredentialFault.OtherUser => 70013,
        CredentialFault.OtherApp => 70014,
        CredentialFault.NoKey => 70016,
        _ => throw new System.Diagnostics.UnreachableException($"A credential cannot be refused for {fault}."),
    };
}
