using System.Net;

namespace PresenceCluster.Grains.Delivery.Http;

/// <summary>A host has no address that events may be posted to. The message says what to set.</summary>
internal sealed class ForbiddenAddressException(string host, IReadOnlyList<IPAddress> addresses) : IOException(Describe(host, addresses))
{
    private const string Setting = $"{WebhookSenderOptions.Section}:{nameof(WebhookSenderOptions.AllowedNetworks)}";

    // The setting comes before the name of the host, which may be so long that the end of the text is cut off.
    private static string Describe(string host, IReadOnlyList<IPAddress> addresses)
    {
        if (addresses.Count == 0)
            return $"The host has no address that could be public or allowed by {Setting}: {host}.";
        var address = addresses[0].IsIPv4MappedToIPv6 ? addresses[0].MapToIPv4() : new IPAddress(addresses[0].GetAddressBytes());
        var network = $"{address}/{8 * address.GetAddressBytes().Length}";
        return $"The address {address} is not public. To allow it, add {network} or a network around it to {Setting}. Host: {host}.";
    }
}
