using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using PresenceCluster.Gateway.Proxies;

namespace PresenceCluster.Gateway.Connections;

/// <summary>A socket under TLS.</summary>
internal sealed class TlsCarrier : StreamCarrier
{
    private readonly Socket _socket;
    private readonly SslStream _stream;
    private readonly X509Certificate2 _certificate;

    public TlsCarrier(Socket socket, X509Certificate2 certificate)
        : this(socket, certificate, new SslStream(new NetworkStream(socket, ownsSocket: false)))
    {
    }

    private TlsCarrier(Socket socket, X509Certificate2 certificate, SslStream stream)
        : base(socket, peer: null, stream)
    {
        _socket = socket;
        _certificate = certificate;
        _stream = stream;
    }

    public override async Task OpenAsync(TrustedProxies proxies)
    {
        await base.OpenAsync(proxies);
        await _stream.AuthenticateAsServerAsync(_certificate);
    }

    public override async ValueTask FinishSendingAsync()
    {
        await _stream.ShutdownAsync();
        _socket.Shutdown(SocketShutdown.Send);
    }

    public override void Abort() => _socket.Dispose();
}
