namespace PresenceCluster.Gateway.Connections;

/// <summary>Bytes over a stream.</summary>
/// <param name="stream">The bytes of the connection.</param>
internal abstract class StreamCarrier(Stream stream) : Carrier
{
    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer) => stream.ReadAsync(buffer);

    // A stream cannot promise to take bytes without waiting.
    public override int TrySend(ReadOnlySpan<byte> bytes) => 0;

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await stream.WriteAsync(bytes);
        await stream.FlushAsync();
    }
}
