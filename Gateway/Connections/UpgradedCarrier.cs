using System.Net;
using System.Net.Sockets;

namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// A connection that Kestrel upgraded. Such a stream cannot end one direction alone. After the last bytes the reader is told to stop.
/// Kestrel then gets its request back and closes in good order.
/// </summary>
/// <param name="socket">The connection's socket, which Kestrel reads and writes.</param>
/// <param name="peer">The client's address, as the request's connection has it.</param>
/// <param name="stream">The bytes of the connection.</param>
/// <param name="abort">Ends the connection below the stream.</param>
internal sealed class UpgradedCarrier(Socket socket, IPEndPoint peer, Stream stream, Action abort) : Carrier(socket, peer)
{
    private readonly CancellationTokenSource _finished = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isOver;

    /// <summary>Completes when the connection is over, and Kestrel gets its request back.</summary>
    public Task Over => _over.Task;

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer) => stream.ReadAsync(buffer, _finished.Token);

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await stream.WriteAsync(bytes);
        await stream.FlushAsync();
    }

    public override async ValueTask FinishSendingAsync() => await _finished.CancelAsync();

    public override void Abort()
    {
        // Once only: after that the request is Kestrel's again.
        if (Interlocked.Exchange(ref _isOver, true))
            return;
        if (!_finished.IsCancellationRequested)
            abort();
        _over.SetResult();
    }
}
