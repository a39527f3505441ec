using System.Net;
using System.Net.Sockets;

namespace PresenceCluster.Gateway.Connections;

/// <summary>Bytes over a stream.</summary>
/// <param name="socket">The connection's socket, below the stream.</param>
/// <param name="peer">The client's address; null when the door has not looked for it.</param>
/// <param name="stream">The bytes of the connection.</param>
internal abstract class StreamCarrier(Socket socket, IPEndPoint? peer, Stream stream) : Carrier(socket, peer)
{
    private volatile bool _isReceiving;

    // The layers between socket and stream may hold bytes, and cannot be asked. They hold none while a read waits.
    public override bool HasUnread => !_isReceiving || base.HasUnread;

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer) => ReceiveAsync(buffer, CancellationToken.None);

    // A stream cannot promise to take bytes without waiting.
    public override int TrySend(ReadOnlySpan<byte> bytes) => 0;

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await stream.WriteAsync(bytes);
        await stream.FlushAsync();
    }

    protected async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _isReceiving = true;
        var receivedBytes = await stream.ReadAsync(buffer, cancellationToken);
        _isReceiving = false;
        return receivedBytes;
    }
}
