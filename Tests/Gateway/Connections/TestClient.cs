using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Connections;

/// <summary>A client that does nothing by itself, over any door.</summary>
internal sealed class TestClient : IDisposable
{
    private readonly Stream _stream;
    private readonly FrameReader _reader;
    private byte[] _received = [];

    private TestClient(Socket socket, Stream stream, WireFormat format)
    {
        (Socket, _stream, Format) = (socket, stream, format);
        _reader = format.CreateClientReader();
    }

    public Socket Socket { get; }

    public WireFormat Format { get; }

    /// <summary>The status of the WebSocket's close frame, once it came.</summary>
    public int? CloseStatus { get; private set; }

    /// <summary>How many pings of the gateway were read. The client answers none by itself.</summary>
    public int Pings { get; private set; }

    /// <summary>Connects, and opens the WebSocket unless the format is TCP's.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="format">The wire format, which decides the door.</param>
    /// <param name="usesTls">Whether the doors are under TLS.</param>
    /// <param name="isKept">Whether the connection serves REST first, as those of a proxy do that keeps its connections.</param>
    /// <param name="proxyHeader">A header of the PROXY protocol, which is sent first.</param>
    /// <param name="requestHeaders">More headers of the WebSocket's request.</param>
    public static Task<TestClient> ConnectAsync(
        GatewayUnderTest gateway,
        WireFormat format,
        bool usesTls = false,
        bool isKept = false,
        byte[]? proxyHeader = null,
        string requestHeaders = "")
        => ConnectAsync(DoorOf(gateway, format), format, usesTls, isKept, proxyHeader, requestHeaders);

    /// <summary>Connects to one address of a door.</summary>
    public static async Task<TestClient> ConnectAsync(
        IPEndPoint door, WireFormat format, bool usesTls = false, bool isKept = false, byte[]? proxyHeader = null, string requestHeaders = "")
    {
        var client = await OpenAsync(door, format, usesTls, isKept, proxyHeader);
        if (format != WireFormat.Tcp)
        {
            var answer = await client.AskAsync(UpgradeRequest(format, moreHeaders: requestHeaders));
            Assert.StartsWith("HTTP/1.1 101 ", answer, StringComparison.Ordinal);
        }

        return client;
    }

    /// <summary>Connects, and serves REST first if wanted; opens no WebSocket.</summary>
    public static Task<TestClient> OpenAsync(GatewayUnderTest gateway, WireFormat format, bool usesTls, bool isKept)
        => OpenAsync(DoorOf(gateway, format), format, usesTls, isKept, proxyHeader: null);

    private static IPEndPoint DoorOf(GatewayUnderTest gateway, WireFormat format) => format == WireFormat.Tcp ? gateway.Tcp : gateway.Http;

    private static async Task<TestClient> OpenAsync(IPEndPoint door, WireFormat format, bool usesTls, bool isKept, byte[]? proxyHeader)
    {
        var client = await OpenAsync(door, format, usesTls, proxyHeader);
        if (isKept)
        {
            var answer = await client.AskAsync("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
            Assert.StartsWith("HTTP/1.1 404 ", answer, StringComparison.Ordinal);
        }

        return client;
    }

    public static async Task<TestClient> LogInAsync(
        GatewayUnderTest gateway, WireFormat format, string userId = "alice", string platform = "Android", bool usesTls = false)
    {
        var client = await ConnectAsync(gateway, format, usesTls);
        await client.LogInAsync(userId, platform);
        return client;
    }

    public async Task LogInAsync(string userId = "alice", string platform = "Android")
    {
        await SendAsync(Login(userId, platform));
        Assert.Equal(ServerFrame.KindOneofCase.LoginResult, (await ReadAsync())?.KindCase);
    }

    public static ClientFrame Login(string userId = "alice", string platform = "Android", string userSig = "good") => new()
    {
        Login = new Login { AppId = GatewayUnderTest.App, UserId = userId, Platform = platform, DeviceId = "device-1", UserSig = userSig },
    };

    /// <summary>The request that opens a WebSocket.</summary>
    public static byte[] UpgradeRequest(WireFormat format, string path = "/ws", string moreHeaders = "") => Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        + $"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: {format.Codec.Subprotocol}\r\n{moreHeaders}\r\n");

    /// <summary>The bytes of a frame.</summary>
    public static byte[] Bytes(WireFormat format, ClientFrame frame)
    {
        var bytes = new ArrayBufferWriter<byte>();
        format.Write(frame, bytes);
        return bytes.WrittenSpan.ToArray();
    }

    public Task SendAsync(ClientFrame frame) => SendAsync(Bytes(Format, frame));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await _stream.WriteAsync(bytes);
        await _stream.FlushAsync();
    }

    /// <summary>Sends the same bytes until told to stop, or until the other end has closed, which the client may meet first.</summary>
    public async Task SendUntilClosedAsync(ReadOnlyMemory<byte> bytes, Func<bool> isClosed)
    {
        try
        {
            while (!isClosed())
                await SendAsync(bytes).WaitAsync(Eventually.Patience);
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            // A connection that is closed with unread bytes is reset.
        }
    }

    /// <summary>Sends a request of HTTP. Returns the head of the answer.</summary>
    public async Task<string> AskAsync(byte[] request)
    {
        await SendAsync(request);
        return await ReadHeadAsync();
    }

    public Task HeartbeatAsync() => SendAsync(new ClientFrame { Heartbeat = new Heartbeat() });

    /// <summary>Sends an empty pong, masked with zeros.</summary>
    public Task PongAsync() => SendAsync(new byte[] { 0x8A, 0x80, 0, 0, 0, 0 });

    /// <summary>Waits for the next ping. No frame may come before it.</summary>
    public async Task ReadPingAsync()
    {
        for (var seen = Pings; Pings == seen;)
        {
            Assert.False(TryTake(out var frame), $"A ping was expected, but this came: {frame}");
            Assert.True(Pings > seen || await ReceiveAsync(), "The gateway closed in place of a ping.");
        }
    }

    /// <summary>The next frame; null when the gateway closed.</summary>
    public async Task<ServerFrame?> ReadAsync()
    {
        while (true)
        {
            if (TryTake(out var frame) || CloseStatus is not null)
                return frame;
            if (!await ReceiveAsync())
                return null;
        }
    }

    /// <summary>Reads to the end and returns the last frame.</summary>
    public async Task<ServerFrame?> ReadLastAsync()
    {
        ServerFrame? last = null;
        while (await ReadAsync() is { } frame)
            last = frame;
        return last;
    }

    /// <summary>Waits until the gateway has closed its side.</summary>
    public async Task ReadToEndAsync()
    {
        while (await ReceiveAsync())
            _received = [];
    }

    /// <summary>Ends the connection with a reset in place of a FIN.</summary>
    public void Reset()
    {
        Socket.LingerState = new LingerOption(true, 0);
        Socket.Dispose();
    }

    public void Dispose()
    {
        _stream.Dispose();
        Socket.Dispose();
    }

    private static async Task<TestClient> OpenAsync(IPEndPoint door, WireFormat format, bool usesTls, byte[]? proxyHeader)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(door);
        if (proxyHeader is not null)
            await socket.SendAsync(proxyHeader);
        Stream stream = new NetworkStream(socket);
        if (usesTls)
        {
            var secure = new SslStream(stream, leaveInnerStreamOpen: false, (_, _, _, _) => true);
            await secure.AuthenticateAsClientAsync("localhost").WaitAsync(Eventually.Patience);
            // The gateway completes the handshake after the client. Its session tickets (RFC 8446 §4.6.1) tell that it has.
            await Eventually.IsTrueAsync(() => socket.Available > 0, "the handshake is complete at the gateway");
            stream = secure;
        }

        return new TestClient(socket, stream, format);
    }

    private async Task<string> ReadHeadAsync()
    {
        while (_received.AsSpan().IndexOf("\r\n\r\n"u8) < 0)
            Assert.True(await ReceiveAsync(), "The gateway closed in place of answering.");
        var end = _received.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        var head = Encoding.ASCII.GetString(_received, 0, end);
        _received = _received[end..];
        return head;
    }

    private bool TryTake(out ServerFrame? frame)
    {
        frame = null;
        while (frame is null && CloseStatus is null)
        {
            var read = _reader.TryRead(_received, int.MaxValue);
            if (read.Kind == FrameReadKind.NeedMore)
                return false;
            if (read.Kind == FrameReadKind.Close)
                CloseStatus = read.CloseStatus;
            else if (read.Kind == FrameReadKind.Message)
                Assert.True(Format.Codec.TryDecode(read.Payload, out frame), "The gateway sent no frame.");
            else if (read.Kind == FrameReadKind.Ping)
                Pings++;
            else
                Assert.True(read.Kind is FrameReadKind.Skipped or FrameReadKind.Pong, $"The gateway sent {read.Kind}.");
            _received = _received[read.Consumed..];
        }

        return frame is not null;
    }

    private async Task<bool> ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            var count = await _stream.ReadAsync(buffer).AsTask().WaitAsync(Eventually.Patience);
            _received = [.. _received, .. buffer.AsSpan(0, count)];
            return count > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
