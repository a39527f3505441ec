using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using PresenceCluster.Protocol;

namespace PresenceCluster.Benchmarks.Load;

/// <summary>One logged-in session on a raw blocking socket: as little work for the load as there can be.</summary>
internal sealed class LoadClient : IDisposable
{
    // A source address has some 28,000 ports towards one door; several leave no doubt.
    private const int SourceAddresses = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Socket _socket;
    private readonly byte[] _received = new byte[1024];

    private LoadClient(Socket socket) => _socket = socket;

    /// <summary>Connects and logs in; throws when the answer is anything but an admission.</summary>
    public static LoadClient Open(IPEndPoint door, WireFormat format, int number)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var client = new LoadClient(socket);
        try
        {
            socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
            socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)(2 + (number % SourceAddresses))]), 0));
            socket.Connect(door);
            if (format != WireFormat.Tcp)
                client.Upgrade(format.Codec.Subprotocol);
            client.LogIn(format, BenchmarkApp.Login(number));
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        if (_socket.Send(bytes) != bytes.Length)
            throw new InvalidOperationException("A few bytes did not fit into the socket.");
    }

    /// <summary>Waits for a number of bytes and drops them.</summary>
    public void Drop(int bytes)
    {
        while (bytes > 0)
            bytes -= Receive(_received.AsSpan(0, bytes));
    }

    public void Dispose() => _socket.Dispose();

    private void Upgrade(string subprotocol)
    {
        Send(Encoding.ASCII.GetBytes(
            "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: {subprotocol}\r\n\r\n"));
        var count = 0;
        while (!_received.AsSpan(0, count).EndsWith("\r\n\r\n"u8))
            count += Receive(_received.AsSpan(count));
        if (!_received.AsSpan(0, count).StartsWith("HTTP/1.1 101 "u8))
            throw new InvalidOperationException($"The upgrade was refused: {Encoding.ASCII.GetString(_received, 0, count)}");
    }

    private void LogIn(WireFormat format, ClientFrame login)
    {
        var bytes = new ArrayBufferWriter<byte>();
        format.Write(login, bytes);
        Send(bytes.WrittenSpan);
        using var reader = format.CreateClientReader();
        for (var count = 0; ;)
        {
            count += Receive(_received.AsSpan(count));
            var read = reader.TryRead(_received.AsSpan(0, count), _received.Length);
            if (read.Kind == FrameReadKind.NeedMore)
                continue;
            if (!format.Codec.TryDecode(read.Payload, out ServerFrame? answer) || answer.LoginResult is null)
                throw new InvalidOperationException($"The login was answered with {answer}.");
            return;
        }
    }

    private int Receive(Span<byte> buffer)
        => _socket.Receive(buffer) is > 0 and var count ? count : throw new InvalidOperationException("The gateway closed a connection.");
}
