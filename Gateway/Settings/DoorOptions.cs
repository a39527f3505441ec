using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;

namespace PresenceCluster.Gateway.Settings;

/// <summary>Where a door listens.</summary>
public sealed class DoorOptions
{
    /// <summary>
    /// Where it listens: IP addresses of this machine or names of hosts, separated by commas. <c>::</c> stands for every address, of IPv4
    /// too. A name is resolved once, at the start. Loopback until configured otherwise.
    /// </summary>
    [Required]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>The port at each address; 0 takes any free one.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; }

    /// <summary>How a program on this machine names the door's host in a URL.</summary>
    public string UrlHost => Addresses.All switch
    {
        [] => Address,
        [var first, ..] when first.Equals(IPAddress.Any) || first.Equals(IPAddress.IPv6Any) => IPAddress.Loopback.ToString(),
        [{ AddressFamily: AddressFamily.InterNetworkV6 } first, ..] => $"[{first}]",
        [var first, ..] => first.ToString(),
    };

    /// <summary>What <see cref="Address"/> names, as it was resolved at the first use.</summary>
    internal DoorAddresses Addresses => field ??= DoorAddresses.Resolve(Address ?? "");
}
