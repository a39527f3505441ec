using System.Net;
using System.Net.Sockets;

namespace PresenceCluster.Gateway.Settings;

/// <summary>
/// The IP addresses that the setting of a door names. Names of hosts are looked up once, so that every part of the process has the same
/// addresses.
/// </summary>
internal sealed class DoorAddresses
{
    private DoorAddresses(IReadOnlyList<IPAddress> all, IReadOnlyList<string> faults) => (All, Faults) = (all, faults);

    /// <summary>Where the door listens. An address whose connections another one takes too is left out.</summary>
    public IReadOnlyList<IPAddress> All { get; }

    /// <summary>What the setting names wrongly, each as the rest of a sentence.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <summary>Reads a setting: IP addresses and names of hosts, separated by commas.</summary>
    public static DoorAddresses Resolve(string setting)
    {
        List<IPAddress> named = [];
        List<string> faults = [];
        foreach (var part in setting.Split(',', StringSplitOptions.TrimEntries))
        {
            var (found, fault) = LookUp(part);
            named.AddRange(found);
            if (fault is not null)
                faults.Add(fault);
        }

        var all = named.Distinct().ToList();
        return new DoorAddresses([.. all.Where(one => !all.Any(other => !other.Equals(one) && Takes(other, one)))], faults);
    }

    /// <summary>Whether a connection could belong to either of two doors that have the same port.</summary>
    public bool Meet(DoorAddresses others) => All.Any(one => others.All.Any(other => Takes(one, other) || Takes(other, one)));

    private static (IPAddress[] Found, string? Fault) LookUp(string part)
    {
        if (IPAddress.TryParse(part, out var address))
            return ([address], null);
        if (Uri.CheckHostName(part) != UriHostNameType.Dns)
            return ([], $"names '{part}', which is neither an IP address nor a host. '::' stands for every address of this machine.");
        try
        {
            return (Dns.GetHostAddresses(part), null);
        }
        catch (SocketException fault)
        {
            return ([], $"names the host '{part}', which cannot be resolved: {fault.Message}.");
        }
    }

    /// <summary>
    /// Whether a listener at one address takes the connections to the other too. The wildcard of IPv6 takes those of IPv4.
    /// </summary>
    private static bool Takes(IPAddress one, IPAddress other)
        => one.Equals(other)
            || one.Equals(IPAddress.IPv6Any)
            || (one.Equals(IPAddress.Any) && other.AddressFamily == AddressFamily.InterNetwork);
}
