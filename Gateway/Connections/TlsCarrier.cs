using System.Net.Security;
using System.Net.Sockets;
using PresenceCluster.Gateway.Proxies;

namespace PresenceCluster.Gateway.Connections;

/// <summary>A socket under TLS.</summary>
/// <param name="socket">The connection's socket.</param>
/// <param name="tls">What the client is shown.</param>
internal sealed class TlsCarrier(Socket socket, SslServerAuthenticationOptions tls) : Carrier(socket, peer: null)
{
    private readonly Socket _socket = socket;
    private readonly SslStream _stream = new(new NetworkStream(socket, ownsSocket: false));

    public override async Task OpenAsync(TrustedProxies proxies)
    {
        await base.OpenAsync(proxies);
        await _stream.AuthenticateAsServerAsync(tls);
    }

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer) => _stream.ReadAsync(buffer);

    // A connection may meet its deadline or a drain during the handshake. SslStream would report the send as a bug of its caller.
    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
        => _stream.IsAuthenticated ? _stream.WriteAsync(bytes) : throw new IOException("The TLS handshake is not complete.");

    public override async ValueTask FinishSendingAsync()
    {
        await _stream.ShutdownAsync();
        _socket.Shutdown(SocketShutdown.Send);
    }

    public override void Abort() => _socket.Dispose();
}
