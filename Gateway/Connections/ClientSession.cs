using System.Net;
using System.Text;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Protocol;

namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// The session of one connection, from its login to the stored end. It asks the user's grain, limits the client's requests, and reports the
/// end once. It has no access to the socket; the connection acts on its answers. Any thread may end it.
/// </summary>
/// <param name="room">The objects that all connections share.</param>
/// <param name="connectionId">The connection's number within this gateway incarnation.</param>
/// <param name="canBePinged">Whether the connection can be pinged: over TCP it cannot.</param>
internal sealed class ClientSession(ConnectionRoom room, long connectionId, bool canBePinged)
{
    /// <summary>
    /// After how long without a frame a client is pinged, where it can be. Proxies close a silent connection after 50 s or 60 s unless they
    /// are told otherwise, and a Web client may be silent for 60 s. Two pings fit into each.
    /// </summary>
    public static readonly TimeSpan PingPeriod = TimeSpan.FromSeconds(20);

    private static readonly Answer.Send Acknowledgement = new(new ServerFrame { HeartbeatAck = new HeartbeatAck() });
    private static readonly Task<LoginStage> NotAsked = Task.FromResult(LoginStage.Fresh);
    private static readonly Task<LoginStage> Admitted = Task.FromResult(LoginStage.Active);

    private volatile LoginStage _stage;
    private Platform _platform;
    private Task<LoginStage>? _login;
    private Task? _end;
    private AppTraffic? _traffic;
    private long _heardAt;
    private long _pingedAt;
    private long _timeoutPromised;
    private int _isVouchedFor;
    private RequestCount _queries;
    private RequestCount _statuses;

    /// <summary>The user, once the login was checked.</summary>
    public UserKey User { get; private set; }

    /// <summary>The session that the connection was admitted to.</summary>
    public SessionId Id { get; private set; }

    /// <summary>The epoch that it was admitted with.</summary>
    public long Epoch { get; private set; }

    /// <summary>The progress of the login.</summary>
    public LoginStage Stage => _stage;

    /// <summary>Whether the login was admitted.</summary>
    public bool IsActive => _stage == LoginStage.Active;

    /// <summary>Completes when the login is answered.</summary>
    public Task<LoginStage> LoginAnswered => Volatile.Read(ref _login) ?? NotAsked;

    /// <summary>Completes when the end that is being reported is stored. Completed when none is being reported.</summary>
    public Task Ended => Volatile.Read(ref _end) ?? Task.CompletedTask;

    /// <summary>Whether no end remains to be reported: it is stored, or the cluster itself ended the session.</summary>
    public bool IsEndSettled => Volatile.Read(ref _end) is { IsCompleted: true };

    /// <summary>Whether this gateway vouches for it: from its admission until its end is stored, or the cluster has ended it.</summary>
    public bool IsVouchedFor => Volatile.Read(ref _isVouchedFor) == 1;

    /// <summary>When the client is to be pinged, or has been silent for too long, in the wheel's timestamps.</summary>
    public long DueAt => canBePinged ? Math.Min(SilenceDueAt, PingDueAt) : SilenceDueAt;

    /// <summary>What silence means.</summary>
    public SessionEndReason SilenceReason => SessionFate.AfterSilence(_platform);

    /// <summary>Whether the client was told that its login was admitted.</summary>
    public bool IsAnswered => LoginAnswered.IsCompleted && IsActive;

    private long SilenceDueAt => Volatile.Read(ref _heardAt) + HeartbeatTimeout();

    private long PingDueAt => Math.Max(Volatile.Read(ref _heardAt), Volatile.Read(ref _pingedAt)) + room.PingPeriod;

    /// <summary>Whether the client has been silent for too long.</summary>
    public bool IsSilent(long now) => SilenceDueAt <= now;

    /// <summary>Keeps a login that runs beside the connection's loop.</summary>
    public void Keep(Task<LoginStage> login) => Interlocked.CompareExchange(ref _login, login, null);

    /// <summary>Logs in: checks the login here, then asks the user's grain.</summary>
    /// <param name="login">The client's frame.</param>
    /// <param name="peer">The client's address; null when it is not known.</param>
    /// <param name="isStillWanted">Whether the connection is still there to be logged in.</param>
    /// <returns>Null when the connection was gone before the grain was asked.</returns>
    public async Task<Answer?> LogInAsync(Login login, IPEndPoint? peer, Func<bool> isStillWanted)
    {
        var attempt = await room.Logins.CheckAsync(login, connectionId, peer);
        if (attempt is LoginAttempt.Refused refused)
            return Refuse(refused.Words);
        if (attempt is not LoginAttempt.Checked admissible || !isStillWanted())
            return null;

        (User, _platform) = (admissible.User, admissible.Request.Platform);
        // From here on the grain may know of the connection, so the end of the session must be reported in any case.
        _stage = LoginStage.Sent;
        var (reply, isCertain) = await room.Logins.LogInAsync(User, admissible.Request, isStillWanted);
        if (reply is LoginReply.Admitted admitted)
            return Admit(admitted, admissible.App.Settings.Timings);
        if (isCertain)
            _stage = LoginStage.Refused;
        return Refuse(LastWords.OfRefusal(reply));
    }

    /// <summary>The client was told of its login. A login that was admitted is not kept in memory any longer.</summary>
    public void NoteAnswered()
    {
        if (IsActive)
            Volatile.Write(ref _login, Admitted);
    }

    /// <summary>The client of the active session has sent a heartbeat, which the connection acknowledges.</summary>
    public void CountHeartbeat(long now)
    {
        Hear(now);
        room.Metrics.Heartbeat();
        _traffic?.CountHeartbeat();
    }

    /// <summary>The client is pinged now. The next ping follows after a period, whether this one is answered or not.</summary>
    public void NotePing(long now) => Volatile.Write(ref _pingedAt, now);

    /// <summary>
    /// The client's WebSocket has answered a ping. On Web and in mini programs that proves life, because a browser slows the timers of a
    /// hidden page down to one a minute. On other platforms only frames prove life; there the ping and its answer keep the proxies on the
    /// way from closing (docs/adr/0003).
    /// </summary>
    public void HearPong(long now)
    {
        if (IsActive && _platform.Kind == PlatformKind.Web)
            Hear(now);
    }

    /// <summary>Answers another frame of the active session's client.</summary>
    /// <returns>Null when there is nothing to do.</returns>
    public async Task<Answer?> AnswerAsync(ClientFrame frame, long now)
    {
        Hear(now);
        return frame.KindCase switch
        {
            ClientFrame.KindOneofCase.Logout => await LogOutAsync(),
            ClientFrame.KindOneofCase.Query => await QueryAsync(frame.Query, now),
            ClientFrame.KindOneofCase.SetCustomStatus => await SetCustomStatusAsync(frame.SetCustomStatus, now),
            ClientFrame.KindOneofCase.Login => new Answer.Close(CloseCode.AlreadyLoggedIn),
            ClientFrame.KindOneofCase.Heartbeat => Acknowledge(now),
            _ => new Answer.Close(CloseCode.ProtocolError),
        };
    }

    /// <summary>
    /// The cluster ended the session, so no end is reported back. While the login is unanswered, the notice may belong to its first attempt
    /// while a second one is on its way. Then the end must be reported.
    /// </summary>
    public void Settle()
    {
        if (!IsActive)
            return;
        lock (this)
            _end ??= Task.CompletedTask;
        if (IsEndSettled)
            Release();
    }

    /// <summary>Starts to report the end once, if the grain may know of the session. <see cref="Ended"/> tells when it is stored.</summary>
    /// <param name="reason">Why it ends; null when it does not end yet.</param>
    public void End(SessionEndReason? reason)
    {
        if (reason is not { } why || _stage is LoginStage.Fresh or LoginStage.Refused)
            return;
        lock (this)
        {
            // An admitted session needs one report only, also while its client is still being told.
            _end ??= EndAsync(why, IsActive ? Admitted : LoginAnswered);
        }
    }

    /// <summary>The connection is gone.</summary>
    public void Leave()
    {
        if (IsActive)
            _traffic?.Leave();
    }

    private async Task EndAsync(SessionEndReason reason, Task<LoginStage> login)
    {
        await room.Ends.ReportAsync(User, room.Logins.NameOf(connectionId), reason, login);
        Release();
    }

    private void Release()
    {
        if (Interlocked.Exchange(ref _isVouchedFor, 0) == 1)
            room.Digests.Remove(User, connectionId);
    }

    private Answer.Send Admit(LoginReply.Admitted admitted, AppTimings timings)
    {
        var timeout = timings.HeartbeatTimeout(_platform);
        _timeoutPromised = room.Wheel.Span(timeout);
        (Id, Epoch) = (admitted.Id, admitted.Epoch);
        room.Digests.Add(User, connectionId);
        Volatile.Write(ref _isVouchedFor, 1);
        (_traffic = room.Traffic.Of(User.App)).Enter();
        Hear(room.Wheel.Now);
        _stage = LoginStage.Active;
        room.Metrics.Login(null);
        return new Answer.Send(new ServerFrame
        {
            LoginResult = new LoginResult
            {
                SessionId = admitted.Id.ToString(),
                Epoch = admitted.Epoch,
                HeartbeatIntervalMs = Milliseconds(timings.HeartbeatInterval(_platform)),
                HeartbeatTimeoutMs = Milliseconds(timeout),
                GatewayVersion = ProgramVersion.Text,
            },
        });
    }

    // A heartbeat that waited for the login's answer, or whose spelling the connection does not recognise.
    private Answer.Send Acknowledge(long now)
    {
        CountHeartbeat(now);
        return Acknowledgement;
    }

    private Answer.Close Refuse(LastWords words)
    {
        room.Metrics.Login(words.Code);
        return new Answer.Close(words);
    }

    private async Task<Answer> LogOutAsync()
    {
        End(SessionEndReason.LoggedOut);
        try
        {
            // Code 1000 tells the client that the user is Offline here. The wait for that is bounded.
            await Ended.WaitAsync(room.Options.CloseLinger, room.Time);
        }
        catch (TimeoutException)
        {
            // The report goes on. The connection keeps its place until it is stored.
        }

        return new Answer.Close(CloseCode.LoggedOut, SessionEndReason.LoggedOut);
    }

    // Contract §7 limits the calls that ask for others. A client may ask for its own user at any time, once in each query: 500 repetitions
    // are as much work as 500 users.
    private async Task<Answer> QueryAsync(Query query, long now)
    {
        if (room.Apps.Find(User.App) is not { Settings.ClientStatus: true })
            return new Answer.Send(RequestDesk.Refuse(query.RequestId, RefusalCode.ClientStatusOff));
        if (query.UserIds.Count > FrameLimits.QueryUserIdsMax)
            return new Answer.Send(RequestDesk.Refuse(query.RequestId, RefusalCode.TooManyUsers));
        var isForOneself = query.UserIds.Count == 1 && query.UserIds[0] == User.UserId;
        if (!isForOneself && !TryCount(ref _queries, now, out var retryAfter))
            return new Answer.Send(RequestDesk.Refuse(query.RequestId, RefusalCode.TooManyRequests, retryAfter));
        _traffic?.CountQuery();
        return new Answer.Send(await room.Requests.QueryAsync(User.App, query));
    }

    // Contract §7 limits the length of a custom status only. Each is a durable write and an event, so it has the rate of queries here.
    private async Task<Answer?> SetCustomStatusAsync(SetCustomStatus status, long now)
    {
        if (Encoding.UTF8.GetByteCount(status.Text) > FrameLimits.CustomStatusBytesMax)
            return new Answer.Send(RequestDesk.Refuse(status.RequestId, RefusalCode.TextTooLong));
        if (!TryCount(ref _statuses, now, out var retryAfter))
            return new Answer.Send(RequestDesk.Refuse(status.RequestId, RefusalCode.TooManyRequests, retryAfter));
        var answer = await room.Requests.SetCustomStatusAsync(User, room.Logins.NameOf(connectionId), status);
        return answer is null ? null : new Answer.Send(answer);
    }

    // A frame that waited for the login is older than the login's answer, from which the client counts.
    private void Hear(long now) => Volatile.Write(ref _heardAt, Math.Max(_heardAt, now));

    // The client may rely on the time-out that it was told. A longer one that was set since then applies too.
    private long HeartbeatTimeout()
        => room.Apps.Find(User.App) is { } app
            ? Math.Max(_timeoutPromised, room.Wheel.Span(app.Settings.Timings.HeartbeatTimeout(_platform)))
            : _timeoutPromised;

    private bool TryCount(ref RequestCount count, long now, out TimeSpan retryAfter)
    {
        var isWithin = count.TryCount(now, room.RequestWindow, room.Options.RequestsPerWindowMax, out var endsAt);
        retryAfter = isWithin ? TimeSpan.Zero : room.Time.GetElapsedTime(now, endsAt);
        return isWithin;
    }

    private static uint Milliseconds(TimeSpan duration) => (uint)Math.Min(duration.TotalMilliseconds, uint.MaxValue);
}
