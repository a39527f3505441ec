using System.Text;

namespace PresenceCluster.Protocol.WebSockets;

/// <summary>A well-formed WebSocket upgrade request. Its texts lie in the caller's buffer: nothing is allocated for one.</summary>
public readonly ref struct UpgradeRequest
{
    /// <summary>The path without its query.</summary>
    public ReadOnlySpan<byte> Path { get; init; }

    /// <summary>The host that the client believes to talk to.</summary>
    public ReadOnlySpan<byte> Host { get; init; }

    /// <summary>The page that connects; empty for anything but a browser.</summary>
    public ReadOnlySpan<byte> Origin { get; init; }

    /// <summary>The key to be answered.</summary>
    public ReadOnlySpan<byte> Key { get; init; }

    /// <summary>The first known subprotocol among those offered.</summary>
    public WireFormat Format { get; init; }

    /// <summary>How many bytes the head took; frames may follow at once.</summary>
    public int HeadBytes { get; init; }

    /// <summary>All lines of headers. Each is well-formed.</summary>
    internal ReadOnlySpan<byte> HeaderLines { get; init; }

    /// <summary>The values of a header that may stand on several lines, joined by commas; empty when it stands on none.</summary>
    public string ValuesOf(string name)
    {
        var values = new List<string>();
        foreach (var range in HeaderLines.Split("\r\n"u8))
        {
            var line = HeaderLines[range];
            var colon = line.IndexOf((byte)':');
            if (Ascii.EqualsIgnoreCase(line[..colon], name))
                values.Add(Encoding.ASCII.GetString(line[(colon + 1)..].Trim(" \t"u8)));
        }

        return string.Join(", ", values);
    }
}
