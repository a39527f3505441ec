using System.Buffers;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Protocol;

namespace PresenceCluster.Gateway.Connections;

/// <content>The end of a connection: deadlines, last words, and the report to the user's grain. Called from any thread.</content>
internal sealed partial class ClientConnection
{
    private int _isClosing;
    private long _closeDueAt = long.MaxValue;
    private SessionEndReason _endReason = SessionEndReason.Closed;
    private Task? _end;

    /// <summary>Whether the last words are sent, and the connection only waits to be closed.</summary>
    public bool IsClosing => Volatile.Read(ref _isClosing) != 0;

    /// <inheritdoc/>
    internal override long DueAt => this switch
    {
        { IsClosing: true } => Volatile.Read(ref _closeDueAt),
        { _stage: LoginStage.Active } => Volatile.Read(ref _heardAt) + HeartbeatTimeout(),
        _ => _loginDueAt,
    };

    /// <summary>The cluster ended the session, so no end is reported back.</summary>
    public void PushOut(CloseNotice notice) => PushOut(new LastWords(CloseCodes.For(notice.Reason), notice.By, notice.ByAttempt));

    /// <summary>The cluster ended the session, so no end is reported back.</summary>
    public void PushOut(LastWords words)
    {
        _room.Metrics.PushOut();
        // While the login is unanswered, the notice may belong to its first attempt while a second one is on its way. Then the end must be
        // reported.
        if (_stage == LoginStage.Active)
        {
            lock (this)
                _end ??= Task.CompletedTask;
        }

        Close(words);
    }

    /// <summary>
    /// Tells the client to log in elsewhere, because this gateway shuts down or is drained. It may stay until it is closed.
    /// </summary>
    public void AnnounceShutdown(int reconnectAfterMs)
    {
        if (_format is null || IsClosing)
            return;
        Send(new ServerFrame { GoAway = new GoAway { Code = (uint)CloseCode.GoingAway.Number, ReconnectAfterMs = (uint)reconnectAfterMs } });
    }

    /// <summary>Says why, and closes; only the first reason counts.</summary>
    public void Close(CloseCode code, SessionEndReason reason = SessionEndReason.Closed) => Close(new LastWords(code), reason);

    private void Close(LastWords words, SessionEndReason reason = SessionEndReason.Closed)
    {
        var bytes = new ArrayBufferWriter<byte>();
        if (_format is not null)
            words.Write(_format, bytes);
        if (!TryLeave(bytes.WrittenSpan, reason))
            return;
        _room.Metrics.Close(words.Code);
        _room.LogClosed(Id, _user.UserId, words.Code);
    }

    /// <inheritdoc/>
    internal override void OnDue()
    {
        if (IsClosing)
            _carrier.Abort();
        else if (_stage != LoginStage.Active)
            Close(CloseCode.LoginTimeout);
        else if (_carrier.HasUnread)
            // The heartbeat has arrived, and only this process is late.
            _room.Wheel.Schedule(this, _room.Wheel.Now + _room.WheelTick);
        else
            TimeOut();
    }

    // A time-out of a Web client or a mini program counts as a closed link (contract §8).
    private void TimeOut()
        => Close(
            CloseCode.HeartbeatTimeout,
            reason: _platform.Kind == PlatformKind.Web ? SessionEndReason.Closed : SessionEndReason.TimedOut);

    /// <summary>
    /// Sends the last bytes, and waits for the client to close for the linger at most. The end of the session is reported at once: it does
    /// not depend on the client's socket.
    /// </summary>
    private bool TryLeave(ReadOnlySpan<byte> lastBytes, SessionEndReason reason)
    {
        if (Interlocked.Exchange(ref _isClosing, 1) != 0)
            return false;
        _endReason = reason;
        Volatile.Write(ref _closeDueAt, _room.Wheel.Now + _room.CloseLinger);
        _ = EndSessionAsync(reason);
        _output.Finish(lastBytes);
        _room.Wheel.Schedule(this, _closeDueAt);
        return true;
    }

    /// <summary>Reports the end of the session once, if a login was ever sent. Never throws.</summary>
    private Task EndSessionAsync(SessionEndReason reason)
    {
        if (_stage is LoginStage.Fresh or LoginStage.Refused)
            return Task.CompletedTask;
        lock (this)
            return _end ??= _room.Ends.ReportAsync(_user, _room.Logins.NameOf(Id), reason, Volatile.Read(ref _login));
    }

    /// <summary>Drops a client's bytes after the last words. Returns true when they are a WebSocket's answer to the close frame.</summary>
    private bool HasClosedToo()
    {
        while (_reader is not null)
        {
            var read = _reader.TryRead(_input.Received, FrameBytesMax);
            if (read.Kind == FrameReadKind.Close)
                return true;
            if (read.Kind == FrameReadKind.NeedMore)
            {
                _input.Expect(read.BytesNeeded);
                return false;
            }

            if (read.Kind == FrameReadKind.Fault)
                break;
            _input.Consume(read.Consumed);
        }

        _input.Clear();
        return false;
    }

    // The client may rely on the time-out that it was told. A longer one that was set since then applies too.
    private long HeartbeatTimeout()
    {
        var promised = Volatile.Read(ref _timeoutPromised);
        return _room.Apps.Find(_user.App) is { } app
            ? Math.Max(promised, _room.Wheel.Span(app.Settings.Timings.HeartbeatTimeout(_platform)))
            : promised;
    }
}
