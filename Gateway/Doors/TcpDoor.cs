using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using PresenceCluster.Gateway.Connections;
using PresenceCluster.Gateway.Settings;
using PresenceCluster.Protocol;

namespace PresenceCluster.Gateway.Doors;

/// <summary>Listens for the binary protocol, plain or under TLS.</summary>
internal sealed class TcpDoor(
    IOptions<GatewayOptions> options, DoorCertificate certificate, Reception reception, TimeProvider time, ILogger<TcpDoor> log)
    : IDisposable
{
    private AcceptLoops? _loops;

    /// <summary>The door's addresses, once it is open.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => _loops?.EndPoints ?? [];

    /// <summary>Starts listening.</summary>
    public void Open()
        => _loops = new AcceptLoops(nameof(GatewayOptions.Tcp), options.Value.Tcp, options.Value.ListenBacklog, Take, time, log);

    /// <summary>Stops listening; connections live on.</summary>
    public Task CloseAsync() => _loops?.StopAsync() ?? Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _loops?.Dispose();

    // The carrier itself finds the client's address, within the time for the login.
    private void Take(Socket socket)
    {
        Carrier carrier = certificate.IsOn ? new TlsCarrier(socket, certificate.ForHandshake()) : new SocketCarrier(socket, peer: null);
        reception.Take(carrier, WireFormat.Tcp);
    }
}
