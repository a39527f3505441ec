using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PresenceCluster.Gateway.Proxies;

/// <summary>
/// Reads the header of the PROXY protocol, in which a proxy says whose bytes follow. Version 1 is a line of text, version 2 is binary. It
/// neither receives nor trusts: both are up to <see cref="TrustedProxies"/>.
/// </summary>
internal static class ProxyHeader
{
    /// <summary>The longest header that is read.</summary>
    public const int BytesMax = FixedBytes + BodyBytesMax;

    // The bound of the specification, with the end of the line.
    private const int LineBytesMax = 107;

    // The signature, the command, the address family and the length of the body.
    private const int FixedBytes = 16;

    // The addresses take 36 bytes at most. The rest is for extensions. The header fits into the smallest segment of TCP, 536 bytes.
    private const int BodyBytesMax = 512;

    private static ReadOnlySpan<byte> LineStart => "PROXY "u8;

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>Reads the header at the start of a connection.</summary>
    /// <param name="bytes">Everything received.</param>
    public static ProxyHeaderRead Read(ReadOnlySpan<byte> bytes)
    {
        if (MayBegin(bytes, LineStart))
            return bytes.Length < LineStart.Length ? new ProxyHeaderRead.NeedMore() : ReadLine(bytes);
        if (MayBegin(bytes, Signature))
            return bytes.Length < FixedBytes ? new ProxyHeaderRead.NeedMore() : ReadBinary(bytes);
        return new ProxyHeaderRead.None();
    }

    private static bool MayBegin(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> start)
        => bytes.StartsWith(start[..Math.Min(start.Length, bytes.Length)]);

    private static ProxyHeaderRead ReadLine(ReadOnlySpan<byte> bytes)
    {
        var end = bytes[..Math.Min(bytes.Length, LineBytesMax)].IndexOf("\r\n"u8);
        if (end < 0)
            return bytes.Length < LineBytesMax ? new ProxyHeaderRead.NeedMore() : new ProxyHeaderRead.Fault();
        var headerBytes = end + 2;
        return Encoding.ASCII.GetString(bytes[LineStart.Length..end]).Split(' ') switch
        {
            ["UNKNOWN", ..] => new ProxyHeaderRead.Header(headerBytes, Client: null),
            [("TCP4" or "TCP6") and var family, var source, var destination, var sourcePort, var destinationPort]
                when Parse(family, source, sourcePort) is { } client && Parse(family, destination, destinationPort) is not null
                => new ProxyHeaderRead.Header(headerBytes, client),
            _ => new ProxyHeaderRead.Fault(),
        };
    }

    private static ProxyHeaderRead ReadBinary(ReadOnlySpan<byte> bytes)
    {
        const byte local = 0x20, proxied = 0x21;
        var (command, family) = (bytes[12], bytes[13]);
        var headerBytes = FixedBytes + BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        if (command is not (local or proxied) || headerBytes > BytesMax)
            return new ProxyHeaderRead.Fault();
        if (bytes.Length < headerBytes)
            return new ProxyHeaderRead.NeedMore();

        // Each body is the source, the destination, the two ports, and then extensions, which say nothing about the address.
        var body = bytes[FixedBytes..headerBytes];
        return family switch
        {
            // The proxy connects for itself, for example to see whether the gateway lives.
            _ when command == local => new ProxyHeaderRead.Header(headerBytes, Client: null),
            // IPv4 and IPv6, over TCP or UDP.
            0x11 or 0x12 when body.Length >= 12 => new ProxyHeaderRead.Header(headerBytes, EndPointOf(body[..4], body[8..])),
            0x21 or 0x22 when body.Length >= 36 => new ProxyHeaderRead.Header(headerBytes, EndPointOf(body[..16], body[32..])),
            // Not specified, and sockets of the proxy's own machine.
            0x00 or 0x31 or 0x32 => new ProxyHeaderRead.Header(headerBytes, Client: null),
            _ => new ProxyHeaderRead.Fault(),
        };
    }

    private static IPEndPoint EndPointOf(ReadOnlySpan<byte> address, ReadOnlySpan<byte> port)
        => new(new IPAddress(address), BinaryPrimitives.ReadUInt16BigEndian(port));

    // Takes the plain form only. The parser of .NET also takes octal and short forms of IPv4, and brackets and scopes of IPv6.
    private static IPEndPoint? Parse(string family, string address, string port)
    {
        if (!IPAddress.TryParse(address, out var parsed) || !TryParsePort(port, out var number))
            return null;
        var isPlain = family == "TCP4"
            ? parsed.AddressFamily == AddressFamily.InterNetwork && parsed.ToString() == address
            : parsed.AddressFamily == AddressFamily.InterNetworkV6 && !address.AsSpan().ContainsAny('[', '%');
        return isPlain ? new IPEndPoint(parsed, number) : null;
    }

    private static bool TryParsePort(string text, out ushort port)
        => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && (text.Length == 1 || text[0] != '0');
}
