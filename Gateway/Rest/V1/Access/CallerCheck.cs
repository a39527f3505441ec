using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Auth;
using PresenceCluster.Gateway.Operators;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Gateway.Rest.V1.Access;

/// <summary>
/// Identifies the sender of a call by <c>Authorization: Bearer</c>. The credential is an operator's token, or a UserSig or a JSON Web Token
/// of the app in the path (of counts, in the query). Only operators are told that an app does not exist; others are told that the
/// credential is wrong.
/// </summary>
internal sealed class CallerCheck(AppDirectory apps, OperatorTokens operators, ICredentialVerifier credentials, AdministratorRevocations revocations)
{
    private const string Scheme = "Bearer ";

    /// <summary>Finds the sender's standing, and leaves the sender with the request for the routes.</summary>
    public async ValueTask<CallerStanding> FindAsync(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return CallerStanding.Nobody("Send Authorization: Bearer, followed by an operator's token, or a UserSig or a JSON Web Token of the app.");

        var token = header[Scheme.Length..].Trim();
        var named = NameOfApp(http);
        var app = AppId.TryParse(named, out var appId) ? apps.Find(appId) : null;
        // A process that has just started has not read the list of apps yet. It must not answer that an app is unknown.
        if (app is null && named is not null && !apps.Loaded.IsCompletedSuccessfully)
            return new CallerStanding(Standing.Nobody, ProblemKind.Unavailable.With());
        return await operators.CheckAsync(token, http.RequestAborted) switch
        {
            OperatorCheck.Accepted accepted => Admit(http, accepted.Operator, app),
            OperatorCheck.Refused refused => CallerStanding.Nobody(refused.Why),
            _ when app is null => CallerStanding.Nobody(null),
            _ => await CheckAppAsync(http, app, token),
        };
    }

    // Only the app that the query names is looked at, so a right to one app never opens the counts of another, or of all.
    private static string? NameOfApp(HttpContext http)
        => http.GetEndpoint()?.Metadata.GetMetadata<RouteClassMark>()?.Class == RouteClass.Counts
            ? http.Request.Query.TryGetValue("app", out var app) ? app.ToString() : null
            : http.GetRouteValue("app") as string;

    private static CallerStanding Admit(HttpContext http, SignedInOperator signedIn, AppSnapshot? app)
    {
        http.Features.Set(signedIn);
        if (app is not null)
            http.Features.Set(new Caller(app, signedIn.Name));
        var standing = signedIn switch
        {
            { Account.MustChangePassword: true } => Standing.NewOperator,
            { Role: OperatorRole.Admin } => Standing.Admin,
            _ => Standing.Viewer,
        };
        return new CallerStanding(standing, NameOfApp(http) is not null && app is null ? ProblemKind.UnknownApp.With() : null);
    }

    private async ValueTask<CallerStanding> CheckAppAsync(HttpContext http, AppSnapshot app, string token)
    {
        // A UserSig has no dot; a JSON Web Token has two.
        var check = token.Contains('.', StringComparison.Ordinal)
            ? await credentials.CheckJwtAsync(app, userId: null, token)
            : credentials.CheckUserSig(app, userId: null, token);
        if (check is not CredentialCheck.Accepted accepted)
            return CallerStanding.Nobody(CredentialText.Of(((CredentialCheck.Refused)check).Fault));
        if (!app.Settings.Administrators.Contains(accepted.UserId))
            return new CallerStanding(Standing.User, null);

        http.Features.Set(new Caller(app, accepted.UserId));
        return await revocations.CheckAsync(new UserKey(app.App, accepted.UserId), accepted.IssuedAt, http.RequestAborted) switch
        {
            { IsKnown: false } => new CallerStanding(Standing.AppAdministrator, ProblemKind.Unavailable.With()),
            { RevokedAt: { } revokedAt } => CallerStanding.Nobody(CredentialText.OfRevoked(revokedAt)),
            _ => new CallerStanding(Standing.AppAdministrator, null),
        };
    }
}

/// <summary>The sender of a call.</summary>
/// <param name="Standing">The sender's standing.</param>
/// <param name="Obstacle">The problem that stops even a permitted call; for an unknown sender, why the credential does not count.</param>
internal readonly record struct CallerStanding(Standing Standing, ProblemResult? Obstacle)
{
    public static CallerStanding Nobody(string? why) => new(Standing.Nobody, ProblemKind.Unauthorized.With(why));
}
