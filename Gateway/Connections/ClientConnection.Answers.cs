using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using PresenceCluster.Domain;
using PresenceCluster.Protocol;
using PresenceCluster.Protocol.WebSockets;

namespace PresenceCluster.Gateway.Connections;

/// <content>The answers to a client's frames. Called from the connection's own loop, except for <see cref="Send(ServerFrame)"/>.</content>
internal sealed partial class ClientConnection
{
    // The size of a browser's upgrade request; one is hardly ever smaller.
    private const int UpgradeHeadBytes = 512;

    private int FrameBytesMax
        => _stage == LoginStage.Active ? _room.Options.Frames.ClientFrameBytesMax : _room.Options.Frames.LoginFrameBytesMax;

    [MemberNotNull(nameof(_format), nameof(_reader))]
    private void Speak(WireFormat format)
    {
        _format = format;
        _reader = format.CreateGatewayReader();
    }

    /// <summary>Reads the WebSocket's opening handshake. Returns false until it is complete, and always when it is refused.</summary>
    [MemberNotNullWhen(true, nameof(_reader))]
    private bool TryUpgrade()
    {
        var answer = new ArrayBufferWriter<byte>();
        var kind = WebSocketHandshake.TryRead(_input.Received, _room.Options.Frames.UpgradeHeadBytesMax, out var request, out var refusal);
        if (kind == UpgradeReadKind.NeedMore)
        {
            _input.Expect(UpgradeHeadBytes);
            return false;
        }

        refusal ??= WebSocketPath.RefusalOf(request.Path, request.Origin, _room.Options);
        if (refusal is not null)
        {
            WebSocketHandshake.WriteRefusal(refusal, answer);
            TryLeave(answer.WrittenSpan, SessionEndReason.Closed);
            _input.Clear();
            return false;
        }

        WebSocketHandshake.WriteAcceptance(request, answer);
        Speak(request.Format);
        _input.Consume(request.HeadBytes);
        Send(answer.WrittenSpan);
        return true;
    }

    // The whole cost of a heartbeat: one stored time, two counters, and an answer that was encoded before.
    private void AcknowledgeHeartbeat(long now)
    {
        Volatile.Write(ref _heardAt, now);
        _room.Metrics.Heartbeat();
        _traffic!.CountHeartbeat();
        Send(_format!.HeartbeatAck.Span);
    }

    private void AnswerPing(ReadOnlySpan<byte> payload)
    {
        var pong = new ArrayBufferWriter<byte>(FramePrefixes.BytesMax + payload.Length);
        _format!.WritePong(payload, pong);
        Send(pong.WrittenSpan);
    }

    private void AnswerClose(int status)
    {
        var echo = new ArrayBufferWriter<byte>();
        _format!.WriteCloseEcho(status, echo);
        TryLeave(echo.WrittenSpan, SessionEndReason.Closed);
    }

    private async Task LogOutAsync()
    {
        try
        {
            // Code 1000 tells the client that the user is Offline here. The wait for that is bounded.
            await EndSessionAsync(SessionEndReason.LoggedOut).WaitAsync(_room.Options.CloseLinger, _room.Time);
        }
        catch (TimeoutException)
        {
            // The report continues in the background.
        }

        Close(CloseCode.LoggedOut, reason: SessionEndReason.LoggedOut);
    }

    private async Task QueryAsync(Query query)
    {
        if (query.UserIds.Count > FrameLimits.QueryUserIdsMax)
        {
            Close(CloseCode.ProtocolError);
            return;
        }

        _traffic!.CountQuery();
        Send(new ServerFrame { QueryResult = await _room.Requests.QueryAsync(_user.App, query) });
    }

    private async Task SetCustomStatusAsync(SetCustomStatus status)
    {
        if (!RequestDesk.IsValid(status))
            Close(CloseCode.ProtocolError);
        else if (!await _room.Requests.SetCustomStatusAsync(_user, _room.Logins.NameOf(Id), status.Text))
            Close(CloseCode.Unavailable);
    }

    // Contract §7 counts calls in windows, not at a lasting rate.
    private bool TryCountRequest(long now)
    {
        if (_requests == 0 || now - _requestsSince >= _room.RequestWindow)
            (_requestsSince, _requests) = (now, 0);
        return ++_requests <= _room.Options.RequestsPerWindowMax;
    }

    private void Send(ServerFrame frame)
    {
        var bytes = new ArrayBufferWriter<byte>();
        _format!.Write(frame, bytes);
        Send(bytes.WrittenSpan);
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        if (!_output.TrySend(bytes))
            Close(CloseCode.SlowConsumer);
    }
}
