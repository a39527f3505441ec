using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace PresenceCluster.Grains.Delivery.Http;

/// <summary>
/// Decides which addresses events may be posted to: public ones, and those that the operator allows. Administrators of apps choose the
/// endpoints, and must not reach the operator's own network through the silos.
/// </summary>
internal sealed class AddressGuard(IOptions<WebhookSenderOptions> options)
{
    // All networks that the IANA special-purpose registries call not globally reachable, and the IPv6 forms of such IPv4 addresses.
    private static readonly ImmutableArray<IPNetwork> NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16",
            "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    private readonly ImmutableArray<IPNetwork> _allowed = [.. options.Value.AllowedNetworks.Select(network => IPNetwork.Parse(network))];

    /// <summary>Whether an address may be posted to.</summary>
    public bool Permits(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return options.Value.AllowPrivateAddresses || !IsIn(NotPublic, plain) || IsIn(_allowed, plain);
    }

    /// <summary>
    /// Opens a connection. It looks the name up and connects to the address that it has checked: a second look-up could give another
    /// answer.
    /// </summary>
    /// <exception cref="ForbiddenAddressException">None of the host's addresses may be posted to.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var permitted = await LookUpAsync(host, cancellationToken);
        for (var index = 0; ; index++)
        {
            var socket = new Socket(permitted[index].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(permitted[index], port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (index < permitted.Length - 1)
            {
                // The host's next address is tried.
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    /// <summary>Why a host may not be posted to; null when it may, or when its name has no address now.</summary>
    public async Task<string?> FindFaultAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            await LookUpAsync(host, cancellationToken);
            return null;
        }
        catch (ForbiddenAddressException fault)
        {
            return fault.Message;
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException)
        {
            // No such name, or none that can be looked up. The requests will tell.
            return null;
        }
    }

    /// <summary>The addresses of a host that may be posted to, at least one.</summary>
    private async Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        var permitted = addresses.Where(Permits).Take(options.Value.AddressesTriedMax).ToArray();
        return permitted.Length > 0 ? permitted : throw new ForbiddenAddressException(host, addresses);
    }

    private static bool IsIn(ImmutableArray<IPNetwork> networks, IPAddress address)
    {
        foreach (var network in networks)
        {
            if (network.Contains(address))
                return true;
        }

        return false;
    }
}
