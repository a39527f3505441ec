using PresenceCluster.Domain.Settings;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Protocol;

namespace PresenceCluster.Gateway.Connections;

/// <content>The login of a connection. It runs beside the connection's own loop, which continues to read.</content>
internal sealed partial class ClientConnection
{
    /// <summary>Starts the login beside the reading loop, so that the loss of the connection is noticed during the login.</summary>
    private void StartLogin(Login login)
    {
        // A login that was answered at once has replaced the field already. The exchange then fails, and keeps no login in memory.
        Interlocked.CompareExchange(ref _login, LogInAsync(login), NotAsked);
    }

    private async Task<LoginStage> LogInAsync(Login login)
    {
        try
        {
            await AskAsync(login);
        }
        catch (Exception fault)
        {
            // An outermost loop, beside the one that reads.
            _room.LogBroken(fault, Id, _user.UserId);
            RefuseLogin(new LastWords(CloseCode.Unavailable));
        }

        return _stage;
    }

    private async Task AskAsync(Login login)
    {
        var attempt = await _room.Logins.CheckAsync(login, Id);
        if (attempt is LoginAttempt.Refused refused)
            RefuseLogin(new LastWords(refused.Code));
        if (attempt is not LoginAttempt.Checked admissible || IsClosing)
            return;

        _user = admissible.User;
        _platform = admissible.Request.Platform;
        // From here on the grain may know of the connection, so the end of the session must be reported in any case.
        _stage = LoginStage.Sent;
        var answer = await _room.Logins.LogInAsync(_user, admissible.Request, () => !IsClosing);
        if (answer is { Reply: not LoginReply.Admitted and not null, IsCertain: true })
            _stage = LoginStage.Refused;
        Act(answer.Reply, admissible.App);
    }

    private void Act(LoginReply? reply, AppSnapshot app)
    {
        switch (reply)
        {
            case LoginReply.Admitted admitted:
                Admit(admitted, app.Settings.Timings);
                break;
            case LoginReply.CredentialRevoked { RevokedAt: var revokedAt }:
                RefuseLogin(new LastWords(
                    CloseCode.CredentialRevoked,
                    Text: $"The credential has been revoked: those issued after {revokedAt.UtcDateTime:s}Z count."));
                break;
            case LoginReply.AlreadyPushedOut pushedOut:
                RefuseLogin(new LastWords(CloseCodes.For(pushedOut.Reason), pushedOut.By, pushedOut.ByAttempt));
                break;
            case LoginReply.UnknownApp:
                RefuseLogin(new LastWords(CloseCode.UnknownApp));
                break;
            default:
                RefuseLogin(new LastWords(CloseCode.Unavailable));
                break;
        }
    }

    private void Admit(LoginReply.Admitted admitted, AppTimings timings)
    {
        var timeout = timings.HeartbeatTimeout(_platform);
        Volatile.Write(ref _timeoutPromised, _room.Wheel.Span(timeout));
        Volatile.Write(ref _heardAt, _room.Wheel.Now);
        (Session, Epoch) = (admitted.Id, admitted.Epoch);
        _traffic = _room.Traffic.Of(_user.App);
        _traffic.Enter();
        _stage = LoginStage.Active;
        Volatile.Write(ref _login, Answered);
        _room.Counts.LeavePending();
        _room.Metrics.Login(null);
        if (IsClosing)
        {
            // The connection was closed during the grain's answer, so the session that the login made ends at once.
            _ = EndSessionAsync(_endReason);
            return;
        }

        _room.Wheel.Schedule(this, DueAt);
        Send(new ServerFrame
        {
            LoginResult = new LoginResult
            {
                SessionId = admitted.Id.ToString(),
                Epoch = admitted.Epoch,
                HeartbeatIntervalMs = Milliseconds(timings.HeartbeatInterval(_platform)),
                HeartbeatTimeoutMs = Milliseconds(timeout),
            },
        });
    }

    private void RefuseLogin(LastWords words)
    {
        _room.Metrics.Login(words.Code);
        Close(words);
    }

    private static uint Milliseconds(TimeSpan duration) => (uint)Math.Min(duration.TotalMilliseconds, uint.MaxValue);
}
