using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Security.Authentication;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Domain;
using PresenceCluster.Protocol;

namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// One connection from its first byte to the stored end of its session. <see cref="RunAsync"/> is its whole life, and every way out of it
/// runs the same <c>finally</c>. Any thread may close it (the wheel, the cluster, the shutdown). Closing only sends the last words and sets
/// a deadline. The method itself ends when the client closes, or when the deadline aborts the carrier.
/// </summary>
internal sealed partial class ClientConnection : WheelEntry
{
    private static readonly Task<LoginStage> NotAsked = Task.FromResult(LoginStage.Fresh);
    private static readonly Task<LoginStage> Answered = Task.FromResult(LoginStage.Active);

    private readonly ConnectionRoom _room;
    private readonly Carrier _carrier;
    private readonly SendQueue _output;
    private readonly long _loginDueAt;
    private ReceiveBuffer _input = new();
    private WireFormat? _format;
    private FrameReader? _reader;
    private AppTraffic? _traffic;
    private UserKey _user;
    private Platform _platform;
    private volatile LoginStage _stage;
    private Task<LoginStage> _login = NotAsked;
    private long _heardAt;
    private long _timeoutPromised;
    private long _frameDueAt;
    private long _requestsSince;
    private int _requests;

    /// <summary>Takes over a new connection, which is counted already.</summary>
    /// <param name="room">The objects that all connections share.</param>
    /// <param name="carrier">Its bytes.</param>
    /// <param name="format">Its wire format; null when a WebSocket upgrade request comes first.</param>
    public ClientConnection(ConnectionRoom room, Carrier carrier, WireFormat? format)
    {
        _room = room;
        _carrier = carrier;
        _output = new SendQueue(carrier, room.Options.SendQueueBytesMax);
        Id = room.Table.NextId();
        _loginDueAt = room.Wheel.Now + room.LoginTimeout;
        if (format is not null)
            Speak(format);
    }

    /// <summary>The number within this gateway incarnation.</summary>
    public long Id { get; }

    /// <summary>Whether it was admitted and is not ending.</summary>
    public bool IsLoggedIn => _stage == LoginStage.Active && !IsClosing;

    /// <summary>Whether no end remains to be reported: it is stored, or the cluster itself ended the session.</summary>
    public bool IsEndSettled => Volatile.Read(ref _end) is { IsCompleted: true };

    /// <summary>The user, from the login on.</summary>
    public UserKey User => _user;

    /// <summary>The session that it was admitted to.</summary>
    public SessionId Session { get; private set; }

    /// <summary>The epoch that it was admitted with.</summary>
    public long Epoch { get; private set; }

    /// <summary>Completes when the connection is gone and the end of its session is stored.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Whether a fault is an ordinary way for a connection to break, and not a bug.</summary>
    public static bool IsCarrierFault(Exception fault)
        => fault is IOException or SocketException or ObjectDisposedException or OperationCanceledException or AuthenticationException;

    /// <summary>Starts the connection's life.</summary>
    public void Start()
    {
        _room.Table.Add(this);
        _room.Wheel.Schedule(this, _loginDueAt);
        Completion = RunAsync();
    }

    private async Task RunAsync()
    {
        // Away from the door, which has others to accept.
        await Turn.LeaveAsync();
        try
        {
            await _carrier.OpenAsync();
            while (await _carrier.ReceiveAsync(_input.Space()) is > 0 and var receivedBytes)
            {
                _input.Advance(receivedBytes);
                if (IsClosing && HasClosedToo())
                    break;
                while (TryTakeFrame(out var frame))
                    await AnswerAsync(frame);
            }
        }
        catch (Exception fault) when (IsCarrierFault(fault))
        {
            // RST, a failed TLS handshake, or the gateway's own deadline: the ordinary ends of a connection.
        }
        catch (Exception fault)
        {
            // The outermost loop of a connection: its fault affects no other connection.
            _room.LogBroken(fault, Id, _user.UserId);
        }
        finally
        {
            Interlocked.Exchange(ref _isClosing, 1);
            _room.Wheel.Remove(this);
            _carrier.Abort();
            _input.Clear();
            _reader?.Dispose();
            // The loss is reported at once: a login that is still in progress must not commit after it.
            _ = EndSessionAsync(_endReason);
            if (await _login != LoginStage.Active)
                _room.Counts.LeavePending();
            await EndSessionAsync(_endReason);
            _room.Table.Remove(this);
            _traffic?.Leave();
            _room.Counts.Leave();
        }
    }

    /// <summary>
    /// Finds the next frame that needs asynchronous work. Heartbeats, pings and faults are handled here, on this thread.
    /// </summary>
    private bool TryTakeFrame([NotNullWhen(true)] out ClientFrame? frame)
    {
        frame = null;
        while (!IsClosing)
        {
            if (_reader is null && !TryUpgrade())
                return false;
            var read = _reader.TryRead(_input.Received, FrameBytesMax);
            if (read.Kind == FrameReadKind.NeedMore)
            {
                _input.Expect(read.BytesNeeded);
                return false;
            }

            var now = _room.Wheel.Now;
            if (read.Fault is { } fault)
                Close(fault);
            else if (!_room.FrameRate.TryCount(ref _frameDueAt, now))
                Close(CloseCode.Flooding);
            else if (TryTakeMessage(read, now, out frame))
                return true;
        }

        _input.Clear();
        return false;
    }

    private bool TryTakeMessage(FrameRead read, long now, [NotNullWhen(true)] out ClientFrame? frame)
    {
        frame = null;
        if (read.Kind == FrameReadKind.Message && _stage == LoginStage.Active && _format!.Codec.IsHeartbeat(read.Payload))
            AcknowledgeHeartbeat(now);
        else if (read.Kind == FrameReadKind.Message && !_format!.Codec.TryDecode(read.Payload, out frame))
            Close(CloseCode.ProtocolError);
        else if (read.Kind == FrameReadKind.Ping)
            AnswerPing(read.Payload);
        else if (read.Kind == FrameReadKind.Close)
            AnswerClose(read.CloseStatus);
        _input.Consume(read.Consumed);
        return frame is not null;
    }

    private async ValueTask AnswerAsync(ClientFrame frame)
    {
        var now = _room.Wheel.Now;
        Volatile.Write(ref _heardAt, now);
        _room.Metrics.Frame(frame.KindCase);
        if (frame.KindCase == ClientFrame.KindOneofCase.Login && _login == NotAsked)
        {
            StartLogin(frame.Login);
            return;
        }

        // The next frames of a client that does not wait for its login's answer are not read. Its loss is noticed only after the answer.
        await _login;
        if (frame.KindCase == ClientFrame.KindOneofCase.Login)
            Close(CloseCode.AlreadyLoggedIn);
        else if (_stage != LoginStage.Active)
            Close(CloseCode.NotLoggedIn);
        else if (frame.KindCase == ClientFrame.KindOneofCase.Heartbeat)
            AcknowledgeHeartbeat(now);
        else if (frame.KindCase == ClientFrame.KindOneofCase.Logout)
            await LogOutAsync();
        else if (!TryCountRequest(now))
            Close(CloseCode.Flooding);
        else if (frame.KindCase == ClientFrame.KindOneofCase.Query)
            await QueryAsync(frame.Query);
        else if (frame.KindCase == ClientFrame.KindOneofCase.SetCustomStatus)
            await SetCustomStatusAsync(frame.SetCustomStatus);
        else
            Close(CloseCode.ProtocolError);
    }
}
