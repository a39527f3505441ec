using System.Buffers.Binary;
using System.Text.Unicode;

namespace PresenceCluster.Protocol.WebSockets;

/// <summary>The status in a close frame (RFC 6455 §7.4): which numbers are allowed, and how they are written.</summary>
public static class WebSocketCloseStatus
{
    /// <summary>Stands for a close frame without a status; never sent.</summary>
    public const int None = 1005;

    /// <summary>The longest reason, in bytes: a control frame holds 125, and two of them are the status.</summary>
    public const int ReasonBytesMax = 123;

    /// <summary>
    /// Whether a number is allowed in a close frame: the registered ones, and 3000 to 4999 for libraries and applications.
    /// </summary>
    public static bool IsAllowed(int status) => status is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);

    /// <summary>Reads the payload of a close frame; false when it is malformed.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> payload, out int status)
    {
        status = None;
        if (payload.IsEmpty)
            return true;
        if (payload.Length < sizeof(ushort))
            return false;
        status = BinaryPrimitives.ReadUInt16BigEndian(payload);
        return IsAllowed(status) && Utf8.IsValid(payload[sizeof(ushort)..]);
    }
}
