namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// A connection that Kestrel upgraded. Such a stream cannot end one direction alone: having sent the last bytes, the reader is told to
/// stop, and Kestrel, getting its request back, closes in good order.
/// </summary>
/// <param name="stream">The bytes of the connection.</param>
/// <param name="abort">Ends the connection below the stream.</param>
internal sealed class UpgradedCarrier(Stream stream, Action abort) : StreamCarrier(stream)
{
    private readonly Stream _stream = stream;
    private readonly CancellationTokenSource _finished = new();

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer) => _stream.ReadAsync(buffer, _finished.Token);

    public override async ValueTask FinishSendingAsync() => await _finished.CancelAsync();

    public override void Abort()
    {
        if (!_finished.IsCancellationRequested)
            abort();
    }
}
