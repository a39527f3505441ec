using System.Buffers;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Protocol;

namespace PresenceCluster.Gateway.Connections;

/// <content>How a connection ends: deadlines, last words, and the report to the user's grain. Called from any thread.</content>
internal sealed partial class ClientConnection
{
    private int _isClosing;
    private long _closeDueAt = long.MaxValue;
    private SessionEndReason _endReason = SessionEndReason.Closed;
    private Task? _end;

    /// <summary>Whether the last words are said: the connection waits only to be closed.</summary>
    public bool IsClosing => Volatile.Read(ref _isClosing) != 0;

    /// <inheritdoc/>
    internal override long DueAt => this switch
    {
        { IsClosing: true } => Volatile.Read(ref _closeDueAt),
        { _stage: LoginStage.Active } => Volatile.Read(ref _heardAt) + HeartbeatTimeout(),
        _ => _loginDueAt,
    };

    /// <summary>The cluster ended the session; nothing is to be reported back.</summary>
    public void PushOut(CloseNotice notice) => PushOut(new LastWords(CloseCodes.For(notice.Reason), notice.By, notice.ByAttempt));

    /// <summary>The cluster ended the session; nothing is to be reported back.</summary>
    public void PushOut(LastWords words)
    {
        _room.Metrics.PushOut();
        // While the login is unanswered the notice may belong to its first attempt, and a second one be on its way: then report.
        if (_stage == LoginStage.Active)
        {
            lock (this)
                _end ??= Task.CompletedTask;
        }

        Close(words);
    }

    /// <summary>Says that the gateway will shut down; the client may stay until it does.</summary>
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
            // The heartbeat has arrived; it is this process that is late.
            _room.Wheel.Schedule(this, _room.Wheel.Now + _room.WheelTick);
        else
            TimeOut();
    }

    // Web and mini programs that fall silent count as closed links (contract §8).
    private void TimeOut()
        => Close(
            CloseCode.HeartbeatTimeout,
            reason: _platform.Kind == PlatformKind.Web ? SessionEndReason.Closed : SessionEndReason.TimedOut);

    /// <summary>
    /// Sends the last bytes and waits no longer than the linger for the client to close. The session's end is reported at once: what
    /// the client does about its socket changes nothing about it.
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

    /// <summary>Reports the end of the session, once, if a login was ever sent; never throws.</summary>
    private Task EndSessionAsync(SessionEndReason reason)
    {
        if (_stage is LoginStage.Fresh or LoginStage.Refused)
            return Task.CompletedTask;
        lock (this)
            return _end ??= _room.Ends.ReportAsync(_user, _room.Logins.NameOf(Id), reason, Volatile.Read(ref _login));
    }

    /// <summary>Drops what a client sends after the last words; true when it is a WebSocket's answer to our close frame.</summary>
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

    // A client may count on the time-out that it was told; a longer one set since then is in its favour.
    private long HeartbeatTimeout()
    {
        var promised = Volatile.Read(ref _timeoutPromised);
        return _room.Apps.Find(_user.App) is { } app
            ? Math.Max(promised, _room.Wheel.Span(app.Settings.Timings.HeartbeatTimeout(_platform)))
            : promised;
    }
}
