using System.Diagnostics.CodeAnalysis;
using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Domain;
using PresenceCluster.Protocol;

namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// One connection from its first byte to the stored end of its session. <see cref="RunAsync"/> is its whole life, and every way out of it
/// runs the same <c>finally</c>. Any thread may close it (the wheel, the cluster, the shutdown). Closing only sends the last words and sets
/// a deadline. The method itself ends when the client closes, or when the deadline aborts the carrier.
/// </summary>
internal sealed class ClientConnection : WheelEntry
{
    private readonly ConnectionRoom _room;
    private readonly Carrier _carrier;
    private readonly SendQueue _output;
    private readonly long _loginDueAt;
    private FrameSource _frames;
    private volatile ClientSession? _session;
    private Ending? _ending;
    private bool _wasAskedToLeave;

    /// <summary>Takes over a new connection, which is counted already.</summary>
    /// <param name="room">The objects that all connections share.</param>
    /// <param name="carrier">Its bytes.</param>
    /// <param name="format">Its wire format; null when a WebSocket upgrade request comes first.</param>
    public ClientConnection(ConnectionRoom room, Carrier carrier, WireFormat? format)
    {
        (_room, _carrier) = (room, carrier);
        _output = new SendQueue(carrier, room.Options.SendQueueBytesMax);
        _frames = new FrameSource(format);
        _loginDueAt = room.Wheel.Now + room.LoginTimeout;
        Id = room.Table.NextId();
    }

    /// <summary>The number within this gateway incarnation.</summary>
    public long Id { get; }

    /// <summary>The session, from the login frame on.</summary>
    public ClientSession? Session => _session;

    /// <summary>The user, once the login was checked.</summary>
    public UserKey User => _session?.User ?? default;

    /// <summary>Whether it was admitted and is not ending.</summary>
    public bool IsLoggedIn => _session is { IsActive: true } && !IsClosing;

    /// <summary>Whether the last words are sent, and the connection only waits to be closed.</summary>
    public bool IsClosing => Volatile.Read(ref _ending) is not null;

    /// <summary>Completes when the connection is gone and the end of its session is stored.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <inheritdoc/>
    internal override long DueAt
        => Volatile.Read(ref _ending) is { } ending ? ending.DueAt
        : _session is { IsActive: true } session ? session.DueAt
        : _loginDueAt;

    private int FrameBytesMax => _session is { IsActive: true } ? _room.Options.Frames.ClientFrameBytesMax : _room.Options.Frames.LoginFrameBytesMax;

    /// <summary>Starts the connection's life.</summary>
    public void Start()
    {
        _room.Table.Add(this);
        _room.Wheel.Schedule(this, _loginDueAt);
        Completion = RunAsync();
    }

    /// <summary>The cluster ended the session, so no end is reported back.</summary>
    public void PushOut(LastWords words)
    {
        _room.Metrics.PushOut();
        _session?.Settle();
        Close(words);
    }

    /// <summary>Asks the client once to log in elsewhere: this gateway shuts down or is drained. It may stay until it is closed.</summary>
    public void AskToLeave(int reconnectAfterMs)
    {
        if (_frames.Format is not null && !IsClosing && !Interlocked.Exchange(ref _wasAskedToLeave, true))
            Send(new ServerFrame { GoAway = new GoAway { Code = (uint)CloseCode.GoingAway.Number, ReconnectAfterMs = (uint)reconnectAfterMs } });
    }

    /// <summary>Says why, and closes; only the first reason counts.</summary>
    public void Close(LastWords words, SessionEndReason reason = SessionEndReason.Closed)
    {
        if (!TryLeave(words.Encode(_frames.Format, Volatile.Read(ref _wasAskedToLeave)), reason))
            return;
        _room.Metrics.Close(words.Code);
        _room.LogClosed(Id, User.UserId, _carrier.Peer, words.Code, words.Sentence);
    }

    /// <inheritdoc/>
    internal override void OnDue()
    {
        if (IsClosing)
            _carrier.Abort();
        else if (_session is not { IsActive: true } session)
            Close(CloseCode.LoginTimeout);
        else if (!_frames.IsReceiving || _carrier.HasUnread)
            // The client's bytes have arrived, or may have, and only this process is late.
            _room.Wheel.Return(this, _room.Wheel.Now + _room.WheelTick);
        else if (session.IsSilent(_room.Wheel.Now))
            Close(CloseCode.HeartbeatTimeout, session.SilenceReason);
        else
            Ping(session);
    }

    private async Task RunAsync()
    {
        // Away from the door, which has others to accept.
        await Turn.LeaveAsync();
        try
        {
            await _carrier.OpenAsync(_room.Proxies);
            while (await _carrier.ReceiveAsync(_frames.Space()) is > 0 and var receivedBytes)
            {
                _frames.Advance(receivedBytes);
                while (TryTakeFrame(out var frame))
                    await AnswerAsync(frame);
                if (IsClosing && _frames.SkipToClose(FrameBytesMax))
                    break;
            }
            // The client may close before it has read the last words. The wheel bounds the wait.
            if (IsClosing)
                await _output.Sent;
        }
        catch (Exception fault) when (Carrier.IsFault(fault))
        {
            // RST, a failed TLS handshake, or the gateway's own deadline: the ordinary ends of a connection.
        }
        catch (Exception fault)
        {
            // The outermost loop of a connection: its fault affects no other connection.
            Break(fault);
        }
        finally
        {
            Interlocked.CompareExchange(ref _ending, Ending.ByClient, null);
            _room.Wheel.Remove(this);
            _carrier.Abort();
            _frames.Release();
            // The loss is reported at once: a login that is still in progress must not commit after it.
            EndSession();
            if (_session is null || await _session.LoginAnswered != LoginStage.Active)
                _room.Counts.LeavePending();
            // A login that was still being checked may have been sent since then.
            EndSession();
            await (_session?.Ended ?? Task.CompletedTask);
            _room.Table.Remove(this);
            _session?.Leave();
            _room.Counts.Leave();
        }
    }

    // Finds the next frame that needs asynchronous work. Heartbeats, pings and faults are handled here, on this thread.
    private bool TryTakeFrame([NotNullWhen(true)] out ClientFrame? frame)
    {
        frame = null;
        while (frame is null && !IsClosing)
        {
            var now = _room.Wheel.Now;
            switch (_frames.Read(_room, _carrier, FrameBytesMax, now))
            {
                case Received.Frame { Content.KindCase: ClientFrame.KindOneofCase.Heartbeat } when _session is { IsAnswered: true } session:
                    // The whole cost of a heartbeat: one stored time, two counters, and an answer that was encoded before.
                    session.CountHeartbeat(now);
                    Send(_frames.Format!.HeartbeatAck.Span);
                    break;
                case Received.Frame received:
                    frame = received.Content;
                    break;
                case Received.Control control:
                    Send(control.Reply.Span);
                    break;
                case Received.Pong:
                    _session?.HearPong(now);
                    break;
                case Received.Leave leave:
                    TryLeave(leave.Reply.Span, SessionEndReason.Closed);
                    break;
                case Received.Fault fault:
                    Close(fault.Code);
                    break;
                default:
                    return false;
            }
        }

        return frame is not null;
    }

    private async ValueTask AnswerAsync(ClientFrame frame)
    {
        var now = _room.Wheel.Now;
        _room.Metrics.Frame(frame.KindCase);
        if (frame.KindCase == ClientFrame.KindOneofCase.Login && _session is null)
        {
            // The login runs beside the reading loop, so that the loss of the connection is noticed during the login.
            _session = new ClientSession(_room, Id, canBePinged: !_frames.Format!.Ping.IsEmpty);
            _session.Keep(LogInAsync(_session, frame.Login));
            return;
        }

        try
        {
            // A client that does not wait for its login's answer is not read until then, and its loss is noticed only then.
            if (_session is not { } session || await session.LoginAnswered != LoginStage.Active)
                Close(CloseCode.NotLoggedIn);
            else
                Act(await session.AnswerAsync(frame, now));
        }
        catch (Exception fault)
        {
            // The outermost loop of an answer. The reading goes on, so that the client gets the last words.
            Break(fault);
        }
    }

    private async Task<LoginStage> LogInAsync(ClientSession session, Login login)
    {
        try
        {
            var answer = await session.LogInAsync(login, _carrier.Peer, () => !IsClosing);
            if (session.IsActive)
            {
                _room.Counts.LeavePending();
                _room.Wheel.Schedule(this, DueAt);
            }

            // When the connection was closed during the login, a session that the login made ends at once.
            if (IsClosing)
                EndSession();
            else
                Act(answer);
            session.NoteAnswered();
        }
        catch (Exception fault)
        {
            // The outermost loop of a login, beside the one that reads.
            _room.Metrics.Login(CloseCode.Unavailable);
            Break(fault);
        }

        return session.Stage;
    }

    private void Act(Answer? answer)
    {
        if (answer is Answer.Send send)
            Send(send.Frame);
        else if (answer is Answer.Close close)
            Close(close.Words, close.Reason);
    }

    // Needs no timer of its own and no allocation: the wheel looks again, and the ping was encoded before.
    private void Ping(ClientSession session)
    {
        session.NotePing(_room.Wheel.Now);
        Send(_frames.Format!.Ping.Span);
        _room.Wheel.Return(this, DueAt);
    }

    private void Send(ServerFrame frame) => Send(_frames.Format!.Encode(frame).Span);

    private void Send(ReadOnlySpan<byte> bytes)
    {
        if (!_output.TrySend(bytes))
            Close(CloseCode.SlowConsumer);
    }

    private void Break(Exception fault)
    {
        _room.LogBroken(fault, Id, User.UserId);
        Close(CloseCode.Unavailable);
        EndSession();
    }

    // Sends the last bytes, and gives the client the linger to close. The end of the session is reported at once, whatever the socket does.
    private bool TryLeave(ReadOnlySpan<byte> lastBytes, SessionEndReason reason)
    {
        var ending = new Ending(reason, _room.Wheel.Now + _room.CloseLinger);
        if (Interlocked.CompareExchange(ref _ending, ending, null) is not null)
            return false;
        EndSession();
        _output.Finish(lastBytes);
        _room.Wheel.Schedule(this, ending.DueAt);
        return true;
    }

    private void EndSession() => _session?.End(Volatile.Read(ref _ending)?.Reason);
}
