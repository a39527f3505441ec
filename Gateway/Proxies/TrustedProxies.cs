using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using PresenceCluster.Gateway.Settings;

namespace PresenceCluster.Gateway.Proxies;

/// <summary>
/// The proxies that may say who a client is (<see cref="GatewayOptions.TrustedProxies"/>), and what they say at the start of a connection.
/// <see cref="Forwarded"/> reads what they say in a request.
/// </summary>
internal sealed partial class TrustedProxies(IOptions<GatewayOptions> options, TimeProvider time, ILogger<TrustedProxies> log)
{
    private readonly ImmutableArray<IPNetwork> _networks = [.. options.Value.TrustedProxies.Select(network => IPNetwork.Parse(network))];

    /// <summary>An IPv4 address that is written as one of IPv6, as a door for both sees it, in its own form.</summary>
    public static IPEndPoint Plain(IPEndPoint endPoint)
        => endPoint.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(endPoint.Address.MapToIPv4(), endPoint.Port) : endPoint;

    /// <summary>Whether a trusted proxy has this address.</summary>
    public bool Contains(IPAddress address)
    {
        foreach (var network in _networks)
        {
            if (network.Contains(address))
                return true;
        }

        return false;
    }

    /// <summary>
    /// The client of a new connection. A trusted proxy may begin with a header of the PROXY protocol, which is taken off the connection.
    /// The bytes of all others are left alone: a header is no request, no frame and no TLS, so its connection ends.
    /// </summary>
    /// <param name="socket">The connection, of which nothing was read.</param>
    /// <param name="cancellationToken">Ends the wait for the first bytes.</param>
    /// <exception cref="IOException">The header of a trusted proxy breaks the protocol.</exception>
    public async ValueTask<IPEndPoint> FindClientAsync(Socket socket, CancellationToken cancellationToken = default)
    {
        var peer = Plain((IPEndPoint)socket.RemoteEndPoint!);
        return Contains(peer.Address) ? await ReadHeaderAsync(socket, peer, cancellationToken) ?? peer : peer;
    }

    private async ValueTask<IPEndPoint?> ReadHeaderAsync(Socket socket, IPEndPoint proxy, CancellationToken cancellationToken)
    {
        var seen = new byte[ProxyHeader.BytesMax];
        var count = await SocketPeek.UntilAsync(
            socket, seen, bytes => ProxyHeader.Read(bytes.Span) is not ProxyHeaderRead.NeedMore, time, cancellationToken);
        switch (ProxyHeader.Read(seen.AsSpan(0, count)))
        {
            case ProxyHeaderRead.Header header:
                // The kernel has all of it, so one call takes it.
                await socket.ReceiveAsync(seen.AsMemory(0, header.Bytes), SocketFlags.None, cancellationToken);
                return header.Client is { } client ? Plain(client) : null;
            case ProxyHeaderRead.Fault:
                LogFault(proxy);
                throw new IOException($"The PROXY header of {proxy} breaks the protocol.");
            default:
                return null;
        }
    }

    [LoggerMessage(3451, LogLevel.Warning, "The proxy at {Address} broke the PROXY protocol; the connection is closed.")]
    private partial void LogFault(IPEndPoint address);
}
