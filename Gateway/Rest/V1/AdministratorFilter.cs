using PresenceCluster.Cluster.Apps;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Auth;

namespace PresenceCluster.Gateway.Rest.V1;

/// <summary>
/// Lets only administrators of the app in the path through, known by <c>Authorization: Bearer</c> with a UserSig or a JSON Web
/// Token, and turns what fails behind it into a problem. An app that does not exist is not told apart from a wrong credential.
/// </summary>
internal sealed partial class AdministratorFilter(
    AppDirectory apps, ICredentialVerifier credentials, AdministratorRevocations revocations, ILogger<AdministratorFilter> log) : IEndpointFilter
{
    private const string Scheme = "Bearer ";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            if (await RefuseAsync(http) is { } refused)
                return refused;
            return await next(context);
        }
        catch (Exception fault) when (GrainFault.IsPassing(fault))
        {
            LogFailed(fault, http.Request.Path.Value ?? "");
            return ProblemKind.Unavailable.With();
        }
        catch (BadHttpRequestException fault)
        {
            return ProblemKind.UnreadableBody.With(fault.Message);
        }
        catch (Exception fault) when (!http.RequestAborted.IsCancellationRequested && !http.Response.HasStarted)
        {
            // The outermost loop of a call.
            LogFailed(fault, http.Request.Path.Value ?? "");
            return ProblemKind.Internal.With();
        }
    }

    private async ValueTask<ProblemResult?> RefuseAsync(HttpContext http)
    {
        string header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return ProblemKind.Unauthorized.With("Send Authorization: Bearer, followed by a UserSig or a JSON Web Token.");
        if (!AppId.TryParse(http.GetRouteValue("app") as string, out var appId))
            return ProblemKind.Unauthorized.With();
        // A process that has just started must not take an app for unknown only because it has not read the list yet.
        if (apps.Find(appId) is not { } app)
            return (apps.Loaded.IsCompleted ? ProblemKind.Unauthorized : ProblemKind.Unavailable).With();

        // A UserSig has no dot; a JSON Web Token has two.
        var token = header[Scheme.Length..].Trim();
        var check = token.Contains('.', StringComparison.Ordinal)
            ? await credentials.CheckJwtAsync(app, userId: null, token)
            : credentials.CheckUserSig(app, userId: null, token);
        if (check is not CredentialCheck.Accepted accepted)
            return ProblemKind.Unauthorized.With($"The credential was refused: {((CredentialCheck.Refused)check).Fault}.");
        if (!app.Settings.Administrators.Contains(accepted.UserId))
            return ProblemKind.NotAdministrator.With();

        http.Features.Set(new Caller(app, accepted.UserId));
        return await revocations.CheckAsync(new UserKey(appId, accepted.UserId), accepted.IssuedAt, http.RequestAborted) switch
        {
            Revocation.Revoked => ProblemKind.Unauthorized.With("The credential was refused: it was revoked."),
            Revocation.Unknown => ProblemKind.Unavailable.With(),
            _ => null,
        };
    }

    [LoggerMessage(4311, LogLevel.Error, "{Path} failed.")]
    private partial void LogFailed(Exception fault, string path);
}
