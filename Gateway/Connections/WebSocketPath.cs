using System.Text;
using PresenceCluster.Gateway.Settings;
using PresenceCluster.Protocol.WebSockets;

namespace PresenceCluster.Gateway.Connections;

/// <summary>Where the WebSocket is, and which pages may open it.</summary>
internal static class WebSocketPath
{
    /// <summary>The path on the HTTP door.</summary>
    public const string Value = "/ws";

    /// <summary>The start of every request for this path.</summary>
    public static ReadOnlySpan<byte> RequestStart => "GET /ws"u8;

    /// <summary>Why a well-formed upgrade request is refused; null when it is not.</summary>
    public static UpgradeRefusal? RefusalOf(ReadOnlySpan<byte> path, ReadOnlySpan<byte> origin, GatewayOptions options)
    {
        if (!path.SequenceEqual("/ws"u8))
            return UpgradeRefusal.NotFound;
        // Programs send no origin. Only a browser can be tricked into connecting by a foreign page.
        var isWelcome = options.WebSocketOrigins.Count == 0 || origin.IsEmpty
            || options.WebSocketOrigins.Contains(Encoding.ASCII.GetString(origin), StringComparer.OrdinalIgnoreCase);
        return isWelcome ? null : UpgradeRefusal.ForbiddenOrigin;
    }
}
