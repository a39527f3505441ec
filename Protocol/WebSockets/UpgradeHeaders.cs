using System.Text;

namespace PresenceCluster.Protocol.WebSockets;

/// <summary>Gathers the headers that an upgrade needs, while the head is read line by line. Names and tokens ignore case.</summary>
internal ref struct UpgradeHeaders
{
    public ReadOnlySpan<byte> Host { get; private set; }

    public ReadOnlySpan<byte> Origin { get; private set; }

    public ReadOnlySpan<byte> Key { get; private set; }

    public ReadOnlySpan<byte> Version { get; private set; }

    public bool UpgradesToWebSocket { get; private set; }

    public bool ConnectionUpgrades { get; private set; }

    public WireFormat? Format { get; private set; }

    /// <summary>Takes one header line; false when it is malformed or repeats a header that may occur once.</summary>
    public bool TryAdd(ReadOnlySpan<byte> line)
    {
        // A name must be a token. Lines that start with a space (folding) or have one before the colon are used to smuggle requests.
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].ContainsAnyExceptInRange((byte)'!', (byte)'~') || line.ContainsAnyInRange((byte)0, (byte)8))
            return false;

        var name = line[..colon];
        var value = line[(colon + 1)..].Trim(" \t"u8);
        if (Is(name, "host"u8))
            return Once(Host, Host = value);
        if (Is(name, "origin"u8))
            return Once(Origin, Origin = value);
        if (Is(name, "sec-websocket-key"u8))
            return Once(Key, Key = value);
        if (Is(name, "sec-websocket-version"u8))
            return Once(Version, Version = value);
        if (Is(name, "upgrade"u8))
            UpgradesToWebSocket |= HasToken(value, "websocket"u8);
        else if (Is(name, "connection"u8))
            ConnectionUpgrades |= HasToken(value, "upgrade"u8);
        else if (Is(name, "sec-websocket-protocol"u8))
            Format ??= FirstKnown(value);
        return true;
    }

    // Arguments are evaluated in order: the first is the value before this line, and the second assigns the new one.
    private static bool Once(ReadOnlySpan<byte> before, ReadOnlySpan<byte> now) => before.IsEmpty && !now.IsEmpty;

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCase) => Ascii.EqualsIgnoreCase(text, lowerCase);

    private static bool HasToken(ReadOnlySpan<byte> list, ReadOnlySpan<byte> lowerCase)
    {
        foreach (var range in list.Split((byte)','))
        {
            if (Is(list[range].Trim(" \t"u8), lowerCase))
                return true;
        }

        return false;
    }

    private static WireFormat? FirstKnown(ReadOnlySpan<byte> list)
    {
        foreach (var range in list.Split((byte)','))
        {
            var offered = list[range].Trim(" \t"u8);
            foreach (var format in (ReadOnlySpan<WireFormat>)[WireFormat.WebSocketProtobuf, WireFormat.WebSocketJson])
            {
                if (Ascii.Equals(offered, format.Codec.Subprotocol))
                    return format;
            }
        }

        return null;
    }
}
