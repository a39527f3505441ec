using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using PresenceCluster.Protocol;

namespace PresenceCluster.Client.Connections;

/// <summary>A connection through the TCP door, with or without TLS.</summary>
internal sealed class TcpConnection(Stream stream, FrameLimits limits) : IClientConnection
{
    private readonly ReceiveBuffer _buffer = new();
    private readonly FrameReader _reader = WireFormat.Tcp.CreateClientReader();

    public int? CloseStatus => null;

    public static async Task<IClientConnection> OpenAsync(PresenceClientOptions options, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(options.Gateway.IdnHost, options.Gateway.Port, cancellationToken);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (options.Gateway.Scheme != "tls")
                return new TcpConnection(stream, options.Limits);

            var secured = new SslStream(stream, leaveInnerStreamOpen: false, options.ValidateCertificate);
            stream = secured;
            await secured.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = options.Gateway.IdnHost }, cancellationToken);
            return new TcpConnection(secured, options.Limits);
        }
        catch
        {
            stream?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask SendAsync(ClientFrame frame, CancellationToken cancellationToken)
    {
        var output = new ArrayBufferWriter<byte>();
        WireFormat.Tcp.Write(frame, output);
        await stream.WriteAsync(output.WrittenMemory, cancellationToken);
    }

    public async ValueTask<ServerFrame?> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryTake(out var bytesNeeded) is { } frame)
                return frame;
            var received = await stream.ReadAsync(_buffer.RoomFor(bytesNeeded), cancellationToken);
            if (received == 0)
                return null;
            _buffer.Add(received);
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private ServerFrame? TryTake(out int bytesNeeded)
    {
        var read = _reader.TryRead(_buffer.Received, limits.ServerFrameBytesMax);
        bytesNeeded = read.BytesNeeded;
        if (read.Kind == FrameReadKind.NeedMore)
            return null;
        if (read.Kind != FrameReadKind.Message || !WireFormat.Tcp.Codec.TryDecode(read.Payload, out ServerFrame? frame))
            throw new InvalidDataException($"The gateway sent bytes that are no frame: {read.Fault ?? CloseCode.ProtocolError}.");
        _buffer.Consume(read.Consumed);
        return frame;
    }
}
