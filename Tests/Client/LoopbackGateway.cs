using System.Buffers;
using System.Net;
using System.Net.Sockets;
using PresenceCluster.Protocol;
using PresenceCluster.Protocol.WebSockets;

namespace PresenceCluster.Tests.Client;

/// <summary>
/// A gateway on a real socket that uses nothing but Protocol. It accepts one connection, upgrades it for a WebSocket, and answers each
/// client frame by the test's script. The platform's own WebSocket thereby checks the project's framing and handshake.
/// </summary>
internal sealed class LoopbackGateway : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly bool _isWebSocket;

    public LoopbackGateway(bool isWebSocket, Func<ClientFrame, ServerFrame?> answer)
    {
        _isWebSocket = isWebSocket;
        _listener.Start();
        Serving = ServeAsync(answer);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The format that was spoken, once the connection is over.</summary>
    public Task<WireFormat> Serving { get; }

    public void Dispose() => _listener.Dispose();

    private async Task<WireFormat> ServeAsync(Func<ClientFrame, ServerFrame?> answer)
    {
        using var socket = await _listener.AcceptSocketAsync();
        var buffer = new byte[FrameLimits.FrameBytesFloor * 64];
        var output = new ArrayBufferWriter<byte>();
        var (format, length) = (WireFormat.Tcp, 0);
        if (_isWebSocket)
        {
            while ((format = Upgrade(buffer.AsSpan(0, length), output)) is null)
                length += await ReceiveAsync(socket, buffer.AsMemory(length));
            length = 0;
            await socket.SendAsync(output.WrittenMemory);
        }

        using var reader = format.CreateGatewayReader();
        var isOpen = true;
        while (isOpen)
        {
            output.ResetWrittenCount();
            isOpen = TryAnswer(format, reader, buffer, ref length, answer, output, out var needsMore);
            if (output.WrittenCount > 0)
                await socket.SendAsync(output.WrittenMemory);
            if (needsMore && isOpen)
                length += await ReceiveAsync(socket, buffer.AsMemory(length));
        }

        return format;
    }

    private static WireFormat? Upgrade(ReadOnlySpan<byte> received, ArrayBufferWriter<byte> output)
    {
        if (WebSocketHandshake.TryRead(received, 8192, out var request, out _) != UpgradeReadKind.Request)
            return null;
        WebSocketHandshake.WriteAcceptance(request, output);
        return request.Format;
    }

    // False when the connection is to be closed: after a close frame, a logout, or a null answer of the script.
    private static bool TryAnswer(
        WireFormat format,
        FrameReader reader,
        byte[] buffer,
        ref int length,
        Func<ClientFrame, ServerFrame?> answer,
        ArrayBufferWriter<byte> output,
        out bool needsMore)
    {
        var read = reader.TryRead(buffer.AsSpan(0, length), new FrameLimits().ClientFrameBytesMax);
        needsMore = read.Kind == FrameReadKind.NeedMore;
        if (needsMore)
            return true;
        if (read.Kind != FrameReadKind.Message || !format.Codec.TryDecode(read.Payload, out ClientFrame? frame))
            return false;
        buffer.AsSpan(read.Consumed, length - read.Consumed).CopyTo(buffer);
        length -= read.Consumed;
        if (answer(frame) is { } said)
        {
            format.Write(said, output);
            return true;
        }

        format.WriteClose(frame.KindCase == ClientFrame.KindOneofCase.Logout ? CloseCode.LoggedOut : CloseCode.Replaced, output);
        return false;
    }

    private static async Task<int> ReceiveAsync(Socket socket, Memory<byte> room)
    {
        var received = await socket.ReceiveAsync(room);
        return received > 0 ? received : throw new IOException("The client closed.");
    }
}
