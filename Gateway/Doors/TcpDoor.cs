using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using PresenceCluster.Gateway.Connections;
using PresenceCluster.Gateway.Settings;
using PresenceCluster.Protocol;

namespace PresenceCluster.Gateway.Doors;

/// <summary>Listens for the binary protocol, plain or under TLS.</summary>
internal sealed class TcpDoor(IOptions<GatewayOptions> options, Reception reception, TimeProvider time, ILogger<TcpDoor> log) : IDisposable
{
    private readonly X509Certificate2? _certificate = TlsCertificate.Load(options.Value.Tls);
    private AcceptLoop? _loop;

    /// <summary>The door's address, once it is open.</summary>
    public IPEndPoint? EndPoint => _loop?.EndPoint;

    /// <summary>Starts listening.</summary>
    public void Open() => _loop = new AcceptLoop(options.Value.Tcp, options.Value.ListenBacklog, Take, time, log);

    /// <summary>Stops listening; connections live on.</summary>
    public Task CloseAsync() => _loop?.StopAsync() ?? Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _loop?.Dispose();
        _certificate?.Dispose();
    }

    // The carrier itself finds the client's address, within the time for the login.
    private void Take(Socket socket)
    {
        Carrier carrier = _certificate is null ? new SocketCarrier(socket, peer: null) : new TlsCarrier(socket, _certificate);
        reception.Take(carrier, WireFormat.Tcp);
    }
}
