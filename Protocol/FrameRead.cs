namespace PresenceCluster.Protocol;

/// <summary>
/// The result of one call of <see cref="FrameReader.TryRead"/>. The payload lies in the caller's buffer (or, for a fragmented WebSocket
/// message, in the reader's). It is valid until either buffer is used again.
/// </summary>
public readonly ref struct FrameRead
{
    private FrameRead(FrameReadKind kind, int consumed, ReadOnlySpan<byte> payload)
    {
        Kind = kind;
        Consumed = consumed;
        Payload = payload;
    }

    /// <summary>The kind of result.</summary>
    public FrameReadKind Kind { get; }

    /// <summary>How many bytes at the start of the buffer the caller may drop once it has used the payload.</summary>
    public int Consumed { get; }

    /// <summary>The message, or the payload of the ping or close frame.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>With NeedMore: how many bytes the buffer must hold before the next call can succeed.</summary>
    public int BytesNeeded { get; private init; }

    /// <summary>With Close: the peer's status, 1005 when it sent none.</summary>
    public int CloseStatus { get; private init; }

    /// <summary>With Fault: the fault.</summary>
    public CloseCode? Fault { get; private init; }

    internal static FrameRead NeedMore(int bytesNeeded) => new(FrameReadKind.NeedMore, 0, default) { BytesNeeded = bytesNeeded };

    internal static FrameRead Message(int consumed, ReadOnlySpan<byte> payload) => new(FrameReadKind.Message, consumed, payload);

    internal static FrameRead Skipped(int consumed) => new(FrameReadKind.Skipped, consumed, default);

    internal static FrameRead Ping(int consumed, ReadOnlySpan<byte> payload) => new(FrameReadKind.Ping, consumed, payload);

    internal static FrameRead Pong(int consumed) => new(FrameReadKind.Pong, consumed, default);

    internal static FrameRead Close(int consumed, ReadOnlySpan<byte> payload, int status)
        => new(FrameReadKind.Close, consumed, payload) { CloseStatus = status };

    internal static FrameRead Broken(CloseCode fault) => new(FrameReadKind.Fault, 0, default) { Fault = fault };
}
