using System.Buffers;
using System.Net.WebSockets;
using PresenceCluster.Protocol;

namespace PresenceCluster.Client.Connections;

/// <summary>A connection through the WebSocket door; the platform's own WebSocket does the framing.</summary>
internal sealed class WebSocketConnection(ClientWebSocket socket, IFrameCodec codec, FrameLimits limits) : IClientConnection
{
    private readonly ReceiveBuffer _buffer = new();

    public int? CloseStatus => (int?)socket.CloseStatus;

    public static async Task<IClientConnection> OpenAsync(PresenceClientOptions options, CancellationToken cancellationToken)
    {
        var codec = (options.UsesJson ? WireFormat.WebSocketJson : WireFormat.WebSocketProtobuf).Codec;
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.AddSubProtocol(codec.Subprotocol);

            // The protocol's own heartbeats show that the client is alive. Those of the platform would only cost the gateway work.
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            socket.Options.RemoteCertificateValidationCallback = options.ValidateCertificate;
            await socket.ConnectAsync(options.Gateway, cancellationToken);
            return new WebSocketConnection(socket, codec, options.Limits);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public ValueTask SendAsync(ClientFrame frame, CancellationToken cancellationToken)
    {
        var output = new ArrayBufferWriter<byte>();
        codec.Encode(frame, FramePrefixes.None, output);
        var type = codec.IsText ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
        return socket.SendAsync(output.WrittenMemory, type, endOfMessage: true, cancellationToken);
    }

    public async ValueTask<ServerFrame?> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // Twice the bytes received so far: the platform does not tell how long the message will be.
            var room = _buffer.RoomFor(2 * _buffer.Received.Length);
            var received = await socket.ReceiveAsync(room, cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
                return null;
            _buffer.Add(received.Count);
            if (_buffer.Received.Length > limits.ServerFrameBytesMax)
                throw new InvalidDataException($"The gateway sent a frame that is too large: {CloseCode.FrameTooLarge}.");
            if (received.EndOfMessage)
                return Take();
        }
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private ServerFrame Take()
    {
        var message = _buffer.Received;
        if (!codec.TryDecode(message, out ServerFrame? frame))
            throw new InvalidDataException($"The gateway sent a message that is no frame: {CloseCode.ProtocolError}.");
        _buffer.Consume(message.Length);
        return frame;
    }
}
