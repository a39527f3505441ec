using System.Net;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Acts;
using PresenceCluster.Gateway.Auth;
using PresenceCluster.Gateway.Settings;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Protocol;
using PresenceCluster.Storage.Scheduling;

namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// Takes a login to the user's grain, after checking what this process can check alone. It has no access to the socket; the connection
/// acts on the answer.
/// </summary>
internal sealed partial class LoginDesk(
    AppDirectory apps,
    ClusterView cluster,
    ICredentialVerifier credentials,
    IGrainFactory grains,
    ActClock acts,
    TimeProvider time,
    IOptions<GatewayOptions> options,
    ILogger<LoginDesk> log)
{
    private static readonly TimeSpan RetryPauseMin = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RetryPauseMax = TimeSpan.FromMilliseconds(500);

    /// <summary>The name of a connection in the whole cluster.</summary>
    public ConnectionRef NameOf(long connectionId) => new(cluster.LocalGateway, connectionId);

    /// <summary>Checks a login in the documented order: app, user id, platform, device id, versions and features, credential.</summary>
    public async ValueTask<LoginAttempt> CheckAsync(Login login, long connectionId, IPEndPoint? peer)
    {
        // The login's time is now, however long the check of its credential takes.
        var askedAt = acts.Next();
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
        if (!ClientDescription.IsValid(login))
            return new LoginAttempt.Refused(CloseCode.InvalidClientInfo);
        SessionId? resumed = null;
        if (login.ResumeSession.Length > 0)
        {
            if (!SessionId.TryParse(login.ResumeSession, out var session))
                return new LoginAttempt.Refused(CloseCode.ProtocolError);
            resumed = session;
        }

        return await CheckCredentialAsync(app, login) switch
        {
            CredentialCheck.Accepted accepted => new LoginAttempt.Checked(app, new UserKey(app.App, login.UserId), new PresenceEvent.LoginAttempted
            {
                ProposedId = new SessionId(Guid.CreateVersion7(time.GetUtcNow())),
                Platform = platform,
                DeviceId = login.DeviceId,
                Connection = NameOf(connectionId),
                GatewaySeenAtVersion = cluster.Current.Version,
                CredentialIssuedAt = accepted.IssuedAt,
                ResumedSession = resumed,
                AskedAt = askedAt,
                Attempt = login.Attempt,
                Client = ClientDescription.Of(login, peer),
            }),
            CredentialCheck.Refused refused => new LoginAttempt.Refused(LastWords.OfRefusal(refused.Fault)),
            _ => new LoginAttempt.Refused(CloseCode.BadCredential),
        };
    }

    /// <summary>
    /// Asks the user's grain. Two calls for the same connection are one login. A call with an unknown outcome, or one that met a dead silo
    /// or a moved user, is therefore repeated for <see cref="GatewayOptions.LoginRetryTime"/>. A client that comes while the cluster
    /// notices a death waits and is not refused. A fault that will not pass by itself is thrown.
    /// </summary>
    /// <param name="user">The user.</param>
    /// <param name="request">The checked login.</param>
    /// <param name="isStillWanted">Whether the connection is still there to be logged in.</param>
    /// <returns>
    /// The grain's word, null when none could be had; and whether it was the answer to the only call that was made, so that nothing unknown
    /// is left behind.
    /// </returns>
    public async Task<(LoginReply? Reply, bool IsCertain)> LogInAsync(
        UserKey user, PresenceEvent.LoginAttempted request, Func<bool> isStillWanted)
    {
        var startedAt = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var reply = await grains.GetGrain<IUserGrain>(user.ToString()).LoginAsync(request);
                return (reply, IsCertain: attempt == 1);
            }
            catch (Exception fault) when (
                IsWorthRepeating(fault) && isStillWanted() && time.GetElapsedTime(startedAt) < options.Value.LoginRetryTime)
            {
                LogRepeated(user, request.Connection.ConnectionId, GrainFault.Describe(fault));
            }
            catch (Exception fault) when (GrainFault.IsPassing(fault))
            {
                LogFailed(user, request.Connection.ConnectionId, GrainFault.Describe(fault));
                return default;
            }

            await Task.Delay(RetryDelay.After(attempt, RetryPauseMin, RetryPauseMax, Random.Shared.NextDouble()), time);
            // A client that has left meanwhile must not push out another one.
            if (!isStillWanted())
                return default;
        }
    }

    private static bool IsWorthRepeating(Exception fault)
        => fault is OrleansMessageRejectionException or TimeoutException or UserMovedException;

    private static bool IsValidDeviceId(string deviceId)
        => deviceId is { Length: > 0 and <= FrameLimits.DeviceIdBytesMax } && !deviceId.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private async ValueTask<CredentialCheck> CheckCredentialAsync(AppSnapshot app, Login login) => login.CredentialCase switch
    {
        Login.CredentialOneofCase.UserSig => credentials.CheckUserSig(app, login.UserId, login.UserSig),
        Login.CredentialOneofCase.Jwt => await credentials.CheckJwtAsync(app, login.UserId, login.Jwt),
        _ => new CredentialCheck.Refused(CredentialFault.Empty),
    };

    [LoggerMessage(3201, LogLevel.Information, "The login of {User} on connection {ConnectionId} got no answer and is repeated: {Fault}")]
    private partial void LogRepeated(UserKey user, long connectionId, string fault);

    [LoggerMessage(3202, LogLevel.Warning, "The login of {User} on connection {ConnectionId} could not be answered: {Fault}")]
    private partial void LogFailed(UserKey user, long connectionId, string fault);
}
