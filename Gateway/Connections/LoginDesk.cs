using PresenceCluster.Cluster.Apps;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Auth;
using PresenceCluster.Grains.Interfaces;
using PresenceCluster.Protocol;

namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// Decides logins: checks what can be checked without leaving the process, then asks the user's grain. It knows no socket; the
/// connection acts on the answer.
/// </summary>
internal sealed partial class LoginDesk(
    AppDirectory apps, ClusterView cluster, ICredentialVerifier credentials, IGrainFactory grains, ILogger<LoginDesk> log)
{
    /// <summary>The name of a connection in the whole cluster.</summary>
    public ConnectionRef NameOf(long connectionId) => new(cluster.LocalGateway, connectionId);

    /// <summary>Checks a login in the documented order: app, user id, platform, device id, credential.</summary>
    public async ValueTask<LoginAttempt> CheckAsync(Login login, long connectionId)
    {
        if (!apps.Loaded.IsCompleted)
            return new LoginAttempt.Refused(CloseCode.Unavailable);
        if (apps.Find(new AppId(login.AppId)) is not { } app)
            return new LoginAttempt.Refused(CloseCode.UnknownApp);
        if (!UserKey.IsValidUserId(login.UserId))
            return new LoginAttempt.Refused(CloseCode.InvalidUserId);
        if (!Platforms.TryParse(login.Platform, out var platform))
            return new LoginAttempt.Refused(CloseCode.UnknownPlatform);
        if (!IsValidDeviceId(login.DeviceId))
            return new LoginAttempt.Refused(CloseCode.InvalidDeviceId);
        SessionId? resumed = null;
        if (login.ResumeSession.Length > 0)
        {
            if (!SessionId.TryParse(login.ResumeSession, out var session))
                return new LoginAttempt.Refused(CloseCode.ProtocolError);
            resumed = session;
        }

        return await CheckCredentialAsync(app, login) switch
        {
            CredentialCheck.Accepted accepted => new LoginAttempt.Checked(app, new UserKey(app.App, login.UserId), new LoginRequest
            {
                ProposedId = new SessionId(Guid.CreateVersion7()),
                Platform = platform,
                DeviceId = login.DeviceId,
                Connection = NameOf(connectionId),
                GatewaySeenAtVersion = cluster.Current.Version,
                CredentialIssuedAt = accepted.IssuedAt,
                ResumedSession = resumed,
            }),
            CredentialCheck.Refused refused => new LoginAttempt.Refused(CloseCodes.For(refused.Fault)),
            _ => new LoginAttempt.Refused(CloseCode.BadCredential),
        };
    }

    /// <summary>
    /// Asks the user's grain. The same connection asking twice is one login, so a call whose outcome is unknown is repeated once:
    /// by then the grain may live on another silo.
    /// </summary>
    /// <param name="user">Who.</param>
    /// <param name="request">The checked login.</param>
    /// <param name="isStillWanted">Whether the connection is still there to be logged in.</param>
    public async Task<LoginAnswer> LogInAsync(UserKey user, LoginRequest request, Func<bool> isStillWanted)
    {
        try
        {
            return new LoginAnswer(await AskAsync(user, request), IsCertain: true);
        }
        catch (Exception fault) when (IsWorthRepeating(fault) && isStillWanted())
        {
            LogRepeated(fault, user, request.Connection.ConnectionId);
        }
        catch (Exception fault)
        {
            LogFailed(fault, user, request.Connection.ConnectionId);
            return default;
        }

        try
        {
            return new LoginAnswer(await AskAsync(user, request), IsCertain: false);
        }
        catch (Exception fault)
        {
            LogFailed(fault, user, request.Connection.ConnectionId);
            return default;
        }
    }

    private Task<LoginReply> AskAsync(UserKey user, LoginRequest request)
        => grains.GetGrain<IUserGrain>(user.ToString()).LoginAsync(request);

    private static bool IsWorthRepeating(Exception fault)
        => fault is SiloUnavailableException or OrleansMessageRejectionException or TimeoutException;

    private static bool IsValidDeviceId(string deviceId)
        => deviceId is { Length: > 0 and <= FrameLimits.DeviceIdBytesMax } && !deviceId.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private async ValueTask<CredentialCheck> CheckCredentialAsync(AppSnapshot app, Login login) => login.CredentialCase switch
    {
        Login.CredentialOneofCase.UserSig => credentials.CheckUserSig(app, login.UserId, login.UserSig),
        Login.CredentialOneofCase.Jwt => await credentials.CheckJwtAsync(app, login.UserId, login.Jwt),
        _ => new CredentialCheck.Refused(CredentialFault.Empty),
    };

    [LoggerMessage(3201, LogLevel.Information, "The login of {user} on connection {connectionId} got no answer and is repeated.")]
    private partial void LogRepeated(Exception fault, UserKey user, long connectionId);

    [LoggerMessage(3202, LogLevel.Warning, "The login of {user} on connection {connectionId} could not be answered.")]
    private partial void LogFailed(Exception fault, UserKey user, long connectionId);
}
