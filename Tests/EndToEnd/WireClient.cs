using System.Buffers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Threading.Channels;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>
/// A passive client: it sends what the test says, never sends a heartbeat on its own, and keeps every frame that arrives. Over TCP it is a
/// bare socket. Over WebSocket it is the framework's own client, so that the project's framing meets another implementation.
/// </summary>
internal sealed class WireClient : IAsyncDisposable
{
    private readonly Channel<ServerFrame> _received = Channel.CreateUnbounded<ServerFrame>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Socket? _socket;
    private readonly ClientWebSocket? _webSocket;
    private readonly WireFormat _format;
    private readonly Task _receiving;

    private WireClient(Socket? socket, ClientWebSocket? webSocket, WireFormat format)
    {
        _socket = socket;
        _webSocket = webSocket;
        _format = format;
        _receiving = socket is not null ? ReceiveTcpAsync(socket) : ReceiveWebSocketAsync(webSocket!);
    }

    /// <summary>Every frame that has arrived and was not read yet; completes when the connection is over.</summary>
    public ChannelReader<ServerFrame> Received => _received.Reader;

    public bool IsWebSocket => _webSocket is not null;

    /// <summary>The status of the WebSocket close frame that the gateway sent, if it did.</summary>
    public int? CloseStatus => (int?)_webSocket?.CloseStatus;

    public static async Task<WireClient> ConnectTcpAsync(int port, CancellationToken cancellationToken = default)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync("127.0.0.1", port, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return new WireClient(socket, null, WireFormat.Tcp);
    }

    public static async Task<WireClient> ConnectWebSocketAsync(
        int port, string subprotocol = "presence.v1.json", CancellationToken cancellationToken = default)
    {
        var webSocket = new ClientWebSocket();
        webSocket.Options.AddSubProtocol(subprotocol);
        try
        {
            await webSocket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/ws"), cancellationToken);
        }
        catch
        {
            webSocket.Dispose();
            throw;
        }

        Assert.Equal(subprotocol, webSocket.SubProtocol);
        return new WireClient(null, webSocket, WireFormat.ForSubprotocol(subprotocol)!);
    }

    public async Task SendAsync(ClientFrame frame)
    {
        var output = new ArrayBufferWriter<byte>();
        if (_socket is not null)
        {
            _format.Write(frame, output);
            await _socket.SendAsync(output.WrittenMemory);
            return;
        }

        _format.Codec.Encode(frame, FramePrefixes.None, output);
        await SendMessageAsync(output.WrittenMemory, _format.Codec.IsText ? WebSocketMessageType.Text : WebSocketMessageType.Binary);
    }

    /// <summary>Sends any message over a WebSocket, whether it is a frame or not.</summary>
    public async Task SendMessageAsync(ReadOnlyMemory<byte> message, WebSocketMessageType kind)
        => await _webSocket!.SendAsync(message, kind, endOfMessage: true, CancellationToken.None);

    /// <summary>Logs in and expects to be admitted.</summary>
    public async Task<LoginResult> LogInAsync(Login login)
    {
        await SendAsync(new ClientFrame { Login = login });
        var answer = await ReceiveAsync("the answer to a login");
        Assert.True(answer.KindCase == ServerFrame.KindOneofCase.LoginResult, $"Expected to be admitted, but got: {answer}");
        return answer.LoginResult;
    }

    /// <summary>The next frame from the gateway.</summary>
    public async Task<ServerFrame> ReceiveAsync(string expectation, TimeSpan? within = null)
    {
        using var patience = new CancellationTokenSource(within ?? Eventually.Patience, TimeProvider.System);
        try
        {
            return await _received.Reader.ReadAsync(patience.Token);
        }
        catch (Exception fault) when (fault is OperationCanceledException or ChannelClosedException)
        {
            throw new InvalidOperationException($"Expected {expectation}, but none came ({fault.GetType().Name}).", fault);
        }
    }

    /// <summary>Waits until the gateway has closed the connection.</summary>
    public async Task WhenClosedAsync(TimeSpan? within = null)
        => await _receiving.WaitAsync(within ?? Eventually.Patience, TimeProvider.System);

    /// <summary>Ends like a killed app: the kernel closes the socket without a farewell.</summary>
    public void Die()
    {
        _stopping.Cancel();
        _socket?.Dispose();
        _webSocket?.Abort();
    }

    /// <summary>Ends a TCP connection by RST, as a network that has lost its state does.</summary>
    public void Reset()
    {
        _socket!.LingerState = new LingerOption(enable: true, seconds: 0);
        Die();
    }

    /// <summary>Closes as a page does that is closed.</summary>
    public async Task ClosePageAsync()
        => await _webSocket!.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Die();
        await _receiving;
        _webSocket?.Dispose();
        _stopping.Dispose();
    }

    private async Task ReceiveTcpAsync(Socket socket)
    {
        using var reader = _format.CreateClientReader();
        var buffer = new byte[256 * 1024];
        var count = 0;
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(count), _stopping.Token);
                if (received == 0)
                    break;
                count += received;
                count -= TakeFrames(reader, buffer, count);
            }
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Closed from either side: the channel's completion says so.
        }

        _received.Writer.TryComplete();
    }

    private int TakeFrames(FrameReader reader, byte[] buffer, int count)
    {
        var taken = 0;
        while (true)
        {
            var read = reader.TryRead(buffer.AsSpan(taken, count - taken), buffer.Length);
            if (read.Kind == FrameReadKind.NeedMore)
                break;
            Assert.Equal(FrameReadKind.Message, read.Kind);
            Assert.True(_format.Codec.TryDecode(read.Payload, out ServerFrame? frame));
            _received.Writer.TryWrite(frame!);
            taken += read.Consumed;
        }

        buffer.AsSpan(taken, count - taken).CopyTo(buffer);
        return taken;
    }

    private async Task ReceiveWebSocketAsync(ClientWebSocket webSocket)
    {
        var buffer = new byte[256 * 1024];
        try
        {
            while (true)
            {
                var count = 0;
                ValueWebSocketReceiveResult result;
                do
                {
                    result = await webSocket.ReceiveAsync(buffer.AsMemory(count), _stopping.Token);
                    count += result.Count;
                }
                while (!result.EndOfMessage);
                if (result.MessageType == WebSocketMessageType.Close)
                    break;
                Assert.True(_format.Codec.TryDecode(buffer.AsSpan(0, count), out ServerFrame? frame));
                _received.Writer.TryWrite(frame!);
            }
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Closed from either side: the channel's completion says so.
        }

        _received.Writer.TryComplete();
    }
}
