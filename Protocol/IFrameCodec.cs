using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace PresenceCluster.Protocol;

/// <summary>
/// One encoding of <see cref="ClientFrame"/> and <see cref="ServerFrame"/>. It sees whole messages without their framing. It never throws
/// on received bytes, and all connections share it.
/// </summary>
public interface IFrameCodec
{
    /// <summary>The WebSocket subprotocol that names the encoding.</summary>
    string Subprotocol { get; }

    /// <summary>Whether messages are text frames of a WebSocket.</summary>
    bool IsText { get; }

    /// <summary>The bytes of a heartbeat, as this project's client writes them.</summary>
    ReadOnlyMemory<byte> Heartbeat { get; }

    /// <summary>The bytes of the answer to a heartbeat.</summary>
    ReadOnlyMemory<byte> HeartbeatAck { get; }

    /// <summary>
    /// Recognises a heartbeat by its exact bytes, without allocating. A heartbeat that is encoded in another valid way is missed here, and
    /// decoding finds it.
    /// </summary>
    bool IsHeartbeat(ReadOnlySpan<byte> message);

    /// <summary>Decodes a client's message; false for anything that is not a frame of a known kind. Unknown fields are ignored.</summary>
    bool TryDecode(ReadOnlySpan<byte> message, [NotNullWhen(true)] out ClientFrame? frame);

    /// <summary>Decodes a gateway's message; false for anything that is not a frame of a known kind. Unknown fields are ignored.</summary>
    bool TryDecode(ReadOnlySpan<byte> message, [NotNullWhen(true)] out ServerFrame? frame);

    /// <summary>Encodes a frame after its prefix.</summary>
    void Encode(ClientFrame frame, FramePrefix prefix, IBufferWriter<byte> output);

    /// <summary>Encodes a frame after its prefix.</summary>
    void Encode(ServerFrame frame, FramePrefix prefix, IBufferWriter<byte> output);
}
