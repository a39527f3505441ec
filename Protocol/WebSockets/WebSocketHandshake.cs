using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace PresenceCluster.Protocol.WebSockets;

/// <summary>
/// The gateway's half of the opening handshake of RFC 6455 §4.2: reads the upgrade request and writes the answer. The gateway itself
/// decides about the path and the origin.
/// </summary>
public static class WebSocketHandshake
{
    /// <summary>The length of <c>Sec-WebSocket-Accept</c>: a SHA-1 in base64.</summary>
    public const int AcceptBytes = 28;

    private const int KeyBytes = 24, NonceBytes = 16;

    private static ReadOnlySpan<byte> EndOfHead => "\r\n\r\n"u8;

    /// <summary>Reads the head of an upgrade request at the start of the buffer.</summary>
    /// <param name="buffer">Everything received.</param>
    /// <param name="headBytesMax">The longest head accepted.</param>
    /// <param name="request">The request, when there is one.</param>
    /// <param name="refusal">The reason, when it is refused.</param>
    public static UpgradeReadKind TryRead(
        ReadOnlySpan<byte> buffer, int headBytesMax, out UpgradeRequest request, out UpgradeRefusal? refusal)
    {
        request = default;
        refusal = null;
        var end = buffer[..Math.Min(buffer.Length, headBytesMax)].IndexOf(EndOfHead);
        if (end >= 0)
        {
            refusal = Read(buffer[..end], out request);
            return refusal is null ? UpgradeReadKind.Request : UpgradeReadKind.Refused;
        }

        if (buffer.Length < headBytesMax)
            return UpgradeReadKind.NeedMore;
        refusal = UpgradeRefusal.HeadTooLarge;
        return UpgradeReadKind.Refused;
    }

    /// <summary>Writes the answer that opens the WebSocket.</summary>
    public static void WriteAcceptance(UpgradeRequest request, IBufferWriter<byte> output)
    {
        output.Write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "u8);
        ComputeAccept(request.Key, output.GetSpan(AcceptBytes));
        output.Advance(AcceptBytes);
        output.Write("\r\nSec-WebSocket-Protocol: "u8);
        Encoding.ASCII.GetBytes(request.Format.Codec.Subprotocol, output);
        output.Write(EndOfHead);
    }

    /// <summary>Writes the answer that refuses the upgrade. The caller closes the connection after it.</summary>
    public static void WriteRefusal(UpgradeRefusal refusal, IBufferWriter<byte> output)
    {
        // RFC 6455 §4.4 requires the accepted version here; RFC 9110 §15.5.22 requires the protocol.
        var upgrade = refusal == UpgradeRefusal.UpgradeRequired ? "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" : "";
        var connection = upgrade.Length > 0 ? "Upgrade, close" : "close";
        var answer = $"HTTP/1.1 {refusal.Status} {refusal.Phrase}\r\n{upgrade}Connection: {connection}\r\n"
            + $"Content-Type: text/plain\r\nContent-Length: {refusal.Text.Length}\r\n\r\n{refusal.Text}";
        Encoding.ASCII.GetBytes(answer, output);
    }

    /// <summary>Computes <c>Sec-WebSocket-Accept</c> (RFC 6455 §4.2.2): proof that the answer comes from a WebSocket server.</summary>
    /// <param name="key">The request's <c>Sec-WebSocket-Key</c>, 24 bytes.</param>
    /// <param name="destination">At least <see cref="AcceptBytes"/> bytes.</param>
    public static void ComputeAccept(ReadOnlySpan<byte> key, Span<byte> destination)
    {
        var guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;
        Span<byte> signed = stackalloc byte[KeyBytes + guid.Length];
        key.CopyTo(signed);
        guid.CopyTo(signed[key.Length..]);
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(signed[..(key.Length + guid.Length)], digest);
        Base64.EncodeToUtf8(digest, destination, out _, out _);
    }

    private static UpgradeRefusal? Read(ReadOnlySpan<byte> head, out UpgradeRequest request)
    {
        request = default;
        var firstLineEnd = head.IndexOf("\r\n"u8);
        if (firstLineEnd < 0 || !TryReadPath(head[..firstLineEnd], out var path))
            return UpgradeRefusal.BadRequest;

        var headers = default(UpgradeHeaders);
        foreach (var range in head[(firstLineEnd + 2)..].Split("\r\n"u8))
        {
            if (!headers.TryAdd(head[(firstLineEnd + 2)..][range]))
                return UpgradeRefusal.BadRequest;
        }

        if (!headers.UpgradesToWebSocket || !headers.ConnectionUpgrades || !headers.Version.SequenceEqual("13"u8))
            return UpgradeRefusal.UpgradeRequired;
        if (headers.Host.IsEmpty || !IsKey(headers.Key))
            return UpgradeRefusal.BadRequest;
        if (headers.Format is not { } format)
            return UpgradeRefusal.NoSubprotocol;

        request = new UpgradeRequest
        {
            Path = path,
            Host = headers.Host,
            Origin = headers.Origin,
            Key = headers.Key,
            Format = format,
            HeadBytes = head.Length + EndOfHead.Length,
            HeaderLines = head[(firstLineEnd + 2)..],
        };
        return null;
    }

    private static bool TryReadPath(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> path)
    {
        path = default;
        var method = "GET "u8;
        var version = " HTTP/1.1"u8;
        if (!line.StartsWith(method) || !line.EndsWith(version) || line.Length <= method.Length + version.Length)
            return false;
        var target = line[method.Length..^version.Length];
        var query = target.IndexOf((byte)'?');
        path = query < 0 ? target : target[..query];
        return target[0] == '/' && !target.ContainsAnyExceptInRange((byte)'!', (byte)'~');
    }

    private static bool IsKey(ReadOnlySpan<byte> key)
    {
        Span<byte> nonce = stackalloc byte[KeyBytes];
        return key.Length == KeyBytes
            && Base64.DecodeFromUtf8(key, nonce, out _, out var nonceBytes) == OperationStatus.Done
            && nonceBytes == NonceBytes;
    }
}
