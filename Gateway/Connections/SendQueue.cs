using System.Buffers;
using PresenceCluster.Cluster.Scheduling;

namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// Sends a connection's frames in order and never makes the caller wait. While the client keeps up, bytes go straight to the carrier and
/// none are kept. Otherwise they wait in one rented buffer, up to the limit.
/// </summary>
/// <param name="carrier">The destination of the bytes.</param>
/// <param name="queuedBytesMax">The most bytes that may wait.</param>
internal sealed class SendQueue(Carrier carrier, int queuedBytesMax)
{
    // The queue's own monitor guards it: a lock object for each of a million idle connections would weigh more than the queue.
    private byte[]? _queued;
    private int _queuedBytes;
    private int _inFlightBytes;
    private bool _isFinishing;
    private Task? _pump;

    /// <summary>Completes when all bytes so far are sent, or the carrier is broken.</summary>
    public Task Sent
    {
        get
        {
            lock (this)
                return _pump ?? Task.CompletedTask;
        }
    }

    /// <summary>Sends a frame, or queues it behind those that wait.</summary>
    /// <returns>False when the client has left too much unread. Then no part of the frame was sent.</returns>
    public bool TrySend(ReadOnlySpan<byte> frame)
    {
        lock (this)
        {
            if (_isFinishing)
                return true;
            if (_inFlightBytes + _queuedBytes + frame.Length > queuedBytesMax)
                return false;
            Send(frame);
            return true;
        }
    }

    /// <summary>Sends the last bytes regardless of the limit, and then the end. Later frames are dropped.</summary>
    public void Finish(ReadOnlySpan<byte> lastBytes)
    {
        lock (this)
        {
            if (_isFinishing)
                return;
            _isFinishing = true;
            Send(lastBytes);
            _pump ??= PumpAsync();
        }
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        if (_pump is null)
            bytes = bytes[carrier.TrySend(bytes)..];
        if (bytes.IsEmpty)
            return;
        Append(bytes);
        _pump ??= PumpAsync();
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        var bytesAfter = _queuedBytes + bytes.Length;
        if (_queued is null || _queued.Length < bytesAfter)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(bytesAfter, 2 * _queuedBytes));
            _queued.AsSpan(0, _queuedBytes).CopyTo(larger);
            if (_queued is not null)
                ArrayPool<byte>.Shared.Return(_queued);
            _queued = larger;
        }

        bytes.CopyTo(_queued.AsSpan(_queuedBytes));
        _queuedBytes = bytesAfter;
    }

    private async Task PumpAsync()
    {
        // Runs apart from the caller, which holds the lock and must not wait for a stream's encryption.
        await Turn.LeaveAsync();
        try
        {
            while (TakeQueued(out var bytes, out var count))
            {
                try
                {
                    await carrier.SendAsync(bytes.AsMemory(0, count));
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(bytes);
                }
            }

            // The pump ends when all is sent, for now or for good.
            if (Volatile.Read(ref _isFinishing))
                await carrier.FinishSendingAsync();
        }
        catch (Exception fault) when (Carrier.IsFault(fault))
        {
            // The reader of the same carrier notices this, and ends the connection.
            carrier.Abort();
        }
    }

    private bool TakeQueued(out byte[] bytes, out int count)
    {
        bytes = [];
        count = 0;
        lock (this)
        {
            _inFlightBytes = count = _queuedBytes;
            _queuedBytes = 0;
            if (_queued is { } queued)
            {
                bytes = queued;
                _queued = null;
                return true;
            }

            if (!_isFinishing)
                _pump = null;
        }

        return false;
    }
}
