using System.Collections.Immutable;

namespace PresenceCluster.Gateway.Rest.V1.Problems;

/// <summary>The closed catalogue of problems of <c>/v1</c>.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Its stable name.</param>
/// <param name="Title">A sentence for people.</param>
internal sealed record ProblemKind(int Status, string Code, string Title)
{
    public static readonly ProblemKind UnreadableBody = new(400, "unreadable-body", "The body is not the JSON document that this route takes.");
    public static readonly ProblemKind BadParameter = new(400, "bad-parameter", "A part of the URL is not valid.");
    public static readonly ProblemKind UnknownPlatform = new(400, "unknown-platform", "There is no such platform.");
    public static readonly ProblemKind TooManyUsers = new(400, "too-many-users", "One query may ask for 500 users at most.");
    public static readonly ProblemKind Unauthorized = new(
        401, "unauthorized", "This needs an operator's token, or a genuine UserSig or JSON Web Token of this app.");
    public static readonly ProblemKind WrongPassword = new(401, "wrong-password", "There is no operator with this name and password.");
    public static readonly ProblemKind PasswordChangeRequired = new(
        403, "password-change-required", "A one-time password opens nothing but the choice of another.");
    public static readonly ProblemKind AdminRequired = new(403, "admin-required", "This needs an operator with the role Admin.");
    public static readonly ProblemKind NotAdministrator = new(403, "not-administrator", "This needs an administrator of the app.");
    public static readonly ProblemKind NotFound = new(404, "not-found", "There is no such resource.");
    public static readonly ProblemKind UnknownApp = new(404, "unknown-app", "There is no such app.");
    public static readonly ProblemKind UnknownUser = new(404, "unknown-user", "There is no such account.");
    public static readonly ProblemKind UnknownSession = new(404, "unknown-session", "The user has no such session.");
    public static readonly ProblemKind UnknownOperator = new(404, "unknown-operator", "There is no such operator.");
    public static readonly ProblemKind UnknownKey = new(404, "unknown-key", "The app has no such key.");
    public static readonly ProblemKind AppExists = new(409, "app-exists", "There is an app with this id already.");
    public static readonly ProblemKind OperatorExists = new(409, "operator-exists", "There is an operator with this name already.");
    public static readonly ProblemKind TooManyOperators = new(409, "too-many-operators", "There are as many operators as there may be.");
    public static readonly ProblemKind LastAdmin = new(409, "last-admin", "This would leave no operator with the role Admin.");
    public static readonly ProblemKind ExternalOperator = new(409, "external-operator", "The operator is known by the identity provider only.");
    public static readonly ProblemKind UnknownEndpoint = new(404, "unknown-endpoint", "The app has no such webhook endpoint.");
    public static readonly ProblemKind UnknownProcess = new(404, "unknown-process", "The cluster has no such process.");
    public static readonly ProblemKind NoDoors = new(409, "no-doors", "The process takes no connections, so there is nothing to drain.");
    public static readonly ProblemKind PositionGone = new(
        410, "position-gone", "Events behind this position are no longer kept; start again from a query of the presences.");
    public static readonly ProblemKind StaleVersion = new(412, "stale-version", "The settings were changed meanwhile; read them again.");
    public static readonly ProblemKind BodyTooLarge = new(413, "body-too-large", "The body is larger than the server takes.");
    public static readonly ProblemKind InvalidSettings = new(422, "invalid-settings", "The settings break rules.");
    public static readonly ProblemKind InvalidOperator = new(422, "invalid-operator", "The name or the password breaks rules.");
    public static readonly ProblemKind VersionMissing = new(428, "version-missing", "A change needs If-Match with the ETag of the settings it was made from.");
    public static readonly ProblemKind TooManySignIns = new(429, "too-many-sign-ins", "Too many sign-ins failed, or are under way; try again later.");
    public static readonly ProblemKind Internal = new(500, "internal-error", "Something failed within the server.");
    public static readonly ProblemKind TooManyStreams = new(
        503, "too-many-streams", "This gateway serves as many event streams as it may; try another one, or later.");
    public static readonly ProblemKind Unavailable = new(503, "unavailable", "The owner of the data did not answer in time; try again.");

    /// <summary>All kinds, for the OpenAPI document and for the tests.</summary>
    public static ImmutableArray<ProblemKind> All { get; } =
    [
        UnreadableBody, BadParameter, UnknownPlatform, TooManyUsers, Unauthorized, WrongPassword, PasswordChangeRequired, AdminRequired,
        NotAdministrator, NotFound, UnknownApp, UnknownUser, UnknownSession, UnknownOperator, UnknownKey, UnknownEndpoint,
        UnknownProcess, AppExists,
        OperatorExists, TooManyOperators, LastAdmin, ExternalOperator, NoDoors, PositionGone, StaleVersion, BodyTooLarge, InvalidSettings,
        InvalidOperator, VersionMissing, TooManySignIns, Internal, TooManyStreams, Unavailable,
    ];

    /// <summary>The <c>type</c> of the problem document.</summary>
    public string Type => "urn:presencecluster:problem:" + Code;

    /// <summary>A problem of this kind.</summary>
    public ProblemResult With(string? detail = null, ImmutableArray<string>? errors = null) => new(new Problem
    {
        Type = Type,
        Title = Title,
        Status = Status,
        Code = Code,
        Detail = detail,
        Errors = errors,
    });
}
