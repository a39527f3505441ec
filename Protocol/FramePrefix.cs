namespace PresenceCluster.Protocol;

/// <summary>Writes what precedes a payload of the given length, and says how many bytes that took.</summary>
/// <param name="destination">At least <see cref="FramePrefixes.BytesMax"/> bytes.</param>
/// <param name="payloadBytes">The length of the payload that follows.</param>
public delegate int FramePrefix(Span<byte> destination, int payloadBytes);
