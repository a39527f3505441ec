using System.Net;
using System.Net.Sockets;

namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// A plain socket. A send is first tried without blocking, so that a heartbeat's answer needs neither a buffer nor a continuation. The
/// rest, if the kernel does not take everything, is sent asynchronously.
/// </summary>
internal sealed class SocketCarrier : Carrier
{
    private readonly Socket _socket;

    public SocketCarrier(Socket socket, IPEndPoint? peer)
        : base(socket, peer)
    {
        socket.Blocking = false;
        _socket = socket;
    }

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer) => _socket.ReceiveAsync(buffer, SocketFlags.None);

    public override int TrySend(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var sent = _socket.Send(bytes, SocketFlags.None, out var error);
            return error == SocketError.Success ? sent : 0;
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None)..];
    }

    public override ValueTask FinishSendingAsync()
    {
        _socket.Shutdown(SocketShutdown.Send);
        return ValueTask.CompletedTask;
    }

    public override void Abort() => _socket.Dispose();
}
