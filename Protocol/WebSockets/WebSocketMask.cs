using System.Numerics;
using System.Runtime.InteropServices;

namespace PresenceCluster.Protocol.WebSockets;

/// <summary>
/// The masking of RFC 6455 §5.3: every payload byte of a client is combined with the key's byte at the same place modulo four. Applying it
/// twice restores the payload.
/// </summary>
public static class WebSocketMask
{
    /// <summary>Masks or unmasks a whole payload in place.</summary>
    public static void Apply(Span<byte> payload, uint key)
    {
        // The key, repeated in the machine's byte order, lines up with the payload in any vector whose length is a multiple of four.
        var vectors = MemoryMarshal.Cast<byte, Vector<uint>>(payload);
        var keys = new Vector<uint>(key);
        for (var index = 0; index < vectors.Length; index++)
            vectors[index] ^= keys;

        var done = vectors.Length * Vector<byte>.Count;
        Span<byte> keyBytes = stackalloc byte[sizeof(uint)];
        MemoryMarshal.Write(keyBytes, key);
        for (var index = done; index < payload.Length; index++)
            payload[index] ^= keyBytes[index & 3];
    }
}
