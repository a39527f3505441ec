using System.Buffers;
using System.Text.Unicode;

namespace PresenceCluster.Protocol.WebSockets;

/// <summary>
/// Takes messages out of a WebSocket's byte stream, for either side. A message in one frame stays in the caller's buffer and is unmasked
/// there. A fragmented one is gathered in a rented buffer until it is complete. Faults are this protocol's own close codes, so that clients
/// need one table only.
/// </summary>
/// <param name="messageOpcode">The type of message that the subprotocol uses; the other one is a fault.</param>
/// <param name="peerMasks">True on the gateway: clients must mask, gateways must not.</param>
public sealed class WebSocketFrameReader(WebSocketOpcode messageOpcode, bool peerMasks) : FrameReader
{
    private byte[]? _gathered;
    private int _gatheredBytes;
    private bool _isFragmented;

    /// <inheritdoc/>
    public override FrameRead TryRead(Span<byte> buffer, int payloadBytesMax)
    {
        // The message given out last is done with.
        if (!_isFragmented)
            Release();

        if (!WebSocketFrameHeader.TryRead(buffer, out var header, out var bytesNeeded))
            return bytesNeeded > 0 ? FrameRead.NeedMore(bytesNeeded) : FrameRead.Broken(CloseCode.ProtocolError);
        if (FaultOf(header, payloadBytesMax) is { } fault)
            return FrameRead.Broken(fault);

        var frameBytes = header.HeaderBytes + (int)header.PayloadBytes;
        if (buffer.Length < frameBytes)
            return FrameRead.NeedMore(frameBytes);

        var payload = buffer[header.HeaderBytes..frameBytes];
        if (header.IsMasked)
            WebSocketMask.Apply(payload, header.MaskingKey);
        return header.IsControl ? ReadControl(header.Opcode, frameBytes, payload) : ReadMessage(header.IsFinal, frameBytes, payload);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Release();
        base.Dispose();
    }

    private CloseCode? FaultOf(WebSocketFrameHeader header, int payloadBytesMax)
    {
        if (header.IsMasked != peerMasks)
            return CloseCode.ProtocolError;
        if (header.IsControl)
            return null;
        if (header.Opcode != (_isFragmented ? WebSocketOpcode.Continuation : messageOpcode))
            return CloseCode.ProtocolError;
        return header.PayloadBytes > payloadBytesMax - _gatheredBytes ? CloseCode.FrameTooLarge : null;
    }

    private static FrameRead ReadControl(WebSocketOpcode opcode, int frameBytes, ReadOnlySpan<byte> payload)
    {
        if (opcode == WebSocketOpcode.Ping)
            return FrameRead.Ping(frameBytes, payload);
        if (opcode == WebSocketOpcode.Pong)
            return FrameRead.Pong(frameBytes);
        return WebSocketCloseStatus.TryRead(payload, out var status)
            ? FrameRead.Close(frameBytes, payload, status)
            : FrameRead.Broken(CloseCode.ProtocolError);
    }

    private FrameRead ReadMessage(bool isFinal, int frameBytes, ReadOnlySpan<byte> payload)
    {
        if (_isFragmented || !isFinal)
        {
            Gather(payload);
            _isFragmented = !isFinal;
            if (!isFinal)
                return FrameRead.Skipped(frameBytes);
            payload = _gathered.AsSpan(0, _gatheredBytes);
        }

        // Checked on the whole message: a character may be split between fragments.
        return messageOpcode == WebSocketOpcode.Text && !Utf8.IsValid(payload)
            ? FrameRead.Broken(CloseCode.ProtocolError)
            : FrameRead.Message(frameBytes, payload);
    }

    private void Gather(ReadOnlySpan<byte> payload)
    {
        var bytesAfter = _gatheredBytes + payload.Length;
        if (_gathered is null || _gathered.Length < bytesAfter)
        {
            // Doubling keeps the cost of copying many small fragments linear. The limit was checked before.
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(bytesAfter, 2 * _gatheredBytes));
            _gathered.AsSpan(0, _gatheredBytes).CopyTo(larger);
            if (_gathered is not null)
                ArrayPool<byte>.Shared.Return(_gathered);
            _gathered = larger;
        }

        payload.CopyTo(_gathered.AsSpan(_gatheredBytes));
        _gatheredBytes = bytesAfter;
    }

    private void Release()
    {
        if (_gathered is not null)
            ArrayPool<byte>.Shared.Return(_gathered);
        _gathered = null;
        _gatheredBytes = 0;
        _isFragmented = false;
    }
}
