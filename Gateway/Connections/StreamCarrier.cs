namespace PresenceCluster.Gateway.Connections;

/// <summary>A stream that is open already: an HTTP connection that Kestrel upgraded.</summary>
/// <param name="stream">The bytes of the connection.</param>
/// <param name="abort">Ends the connection below the stream.</param>
internal class StreamCarrier(Stream stream, Action abort) : Carrier
{
    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer) => stream.ReadAsync(buffer);

    // A stream cannot promise to take bytes without waiting.
    public override int TrySend(ReadOnlySpan<byte> bytes) => 0;

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await stream.WriteAsync(bytes);
        await stream.FlushAsync();
    }

    public override ValueTask FinishSendingAsync() => ValueTask.CompletedTask;

    public override void Abort() => abort();
}
