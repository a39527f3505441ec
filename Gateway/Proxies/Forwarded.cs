using System.Net;

namespace PresenceCluster.Gateway.Proxies;

/// <summary>
/// Who sent a request, by the word of the proxies that it came through. Each proxy adds its sender at the right end of a list. The list is
/// read from there, as long as the address that sent the entry is a trusted proxy's. What stands further left may be invented.
/// </summary>
/// <param name="Client">The address of the client. The port is 0 when no proxy says it.</param>
/// <param name="Scheme">How the client asked: <c>http</c> or <c>https</c>; null when no trusted proxy says it.</param>
internal readonly record struct Forwarded(IPEndPoint Client, string? Scheme)
{
    /// <summary>The header of RFC 7239.</summary>
    public const string StandardName = "Forwarded";

    /// <summary>The older header for addresses.</summary>
    public const string ForName = "X-Forwarded-For";

    /// <summary>The older header for schemes.</summary>
    public const string ProtoName = "X-Forwarded-Proto";

    /// <summary>Reads the headers of a request.</summary>
    /// <param name="peer">The address that sent the request.</param>
    /// <param name="standard">All values of <see cref="StandardName"/>, joined by commas.</param>
    /// <param name="hosts">All values of <see cref="ForName"/>, joined by commas.</param>
    /// <param name="schemes">All values of <see cref="ProtoName"/>, joined by commas.</param>
    /// <param name="proxies">The proxies whose word counts.</param>
    public static Forwarded Read(IPEndPoint peer, string standard, string hosts, string schemes, TrustedProxies proxies)
    {
        var byStandard = ReadStandard(peer, standard, proxies);
        var byCustom = ReadCustom(peer, hosts, schemes, proxies);
        var scheme = byStandard.Scheme ?? byCustom.Scheme;
        if (byStandard.Client.Equals(peer))
            return byCustom with { Scheme = scheme };
        if (byCustom.Client.Equals(peer) || byCustom.Client.Address.Equals(byStandard.Client.Address))
            return byStandard with { Scheme = scheme };
        // A proxy writes one header and may pass on the other as the client sent it. It cannot be told which is which.
        return new Forwarded(peer, Scheme: null);
    }

    private static Forwarded ReadStandard(IPEndPoint peer, ReadOnlySpan<char> elements, TrustedProxies proxies)
    {
        var found = new Forwarded(peer, Scheme: null);
        while (proxies.Contains(found.Client.Address) && TryTakeLast(ref elements, ',', out var element))
        {
            ReadElement(element, out var host, out var scheme);
            found = found with { Scheme = SchemeOf(scheme) ?? found.Scheme };
            if (!IPEndPoint.TryParse(host, out var client))
                break;
            found = found with { Client = TrustedProxies.Plain(client) };
        }

        return found;
    }

    // The schemes are a list like that of the hosts, or one value that the outermost proxy has set.
    private static Forwarded ReadCustom(IPEndPoint peer, ReadOnlySpan<char> hosts, ReadOnlySpan<char> schemes, TrustedProxies proxies)
    {
        var found = new Forwarded(peer, Scheme: null);
        while (proxies.Contains(found.Client.Address))
        {
            if (TryTakeLast(ref schemes, ',', out var scheme))
                found = found with { Scheme = SchemeOf(scheme) ?? found.Scheme };
            if (!TryTakeLast(ref hosts, ',', out var host) || !IPEndPoint.TryParse(host, out var client))
                break;
            found = found with { Client = TrustedProxies.Plain(client) };
        }

        return found;
    }

    // An element is a list of pairs: for=192.0.2.1;proto=https.
    private static void ReadElement(ReadOnlySpan<char> element, out ReadOnlySpan<char> host, out ReadOnlySpan<char> scheme)
    {
        host = scheme = default;
        while (TryTakeLast(ref element, ';', out var pair))
        {
            var equals = Math.Max(pair.IndexOf('='), 0);
            var value = pair[equals..].TrimStart('=').Trim().Trim('"');
            if (pair[..equals].Trim().Equals("for", StringComparison.OrdinalIgnoreCase))
                host = value;
            else if (pair[..equals].Trim().Equals("proto", StringComparison.OrdinalIgnoreCase))
                scheme = value;
        }
    }

    // Takes the last part off a list. Separators within quotes do not count. The search goes from right to left, so that a quote which a
    // stranger opens in the left part never takes in what a proxy has added. No value of ours has an escaped character.
    private static bool TryTakeLast(scoped ref ReadOnlySpan<char> list, char separator, out ReadOnlySpan<char> part)
    {
        var (start, isQuoted) = (list.Length, false);
        while (start > 0 && (isQuoted || list[start - 1] != separator))
        {
            start--;
            isQuoted ^= list[start] == '"';
        }

        part = list[start..].Trim();
        var isWhole = !list.IsEmpty && !isQuoted && !part.Contains('\\');
        list = list[..Math.Max(start - 1, 0)];
        return isWhole;
    }

    private static string? SchemeOf(ReadOnlySpan<char> text)
        => text.Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase) ? Uri.UriSchemeHttps
        : text.Equals(Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase) ? Uri.UriSchemeHttp
        : null;
}
