using System.Net.Sockets;

namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// Moves a connection's bytes: a plain socket, a TLS stream, or a stream that Kestrel upgraded. Knows nothing of frames. Receiving is
/// for one caller at a time; everything else may be called from any thread.
/// </summary>
/// <param name="socket">The connection's socket, whatever lies above it.</param>
internal abstract class Carrier(Socket socket)
{
    /// <summary>Whether received bytes wait to be read: the client is alive, however late the reader is.</summary>
    public virtual bool HasUnread
    {
        get
        {
            try
            {
                return socket.Available > 0;
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    /// <summary>Does what has to be done before the first byte, such as a TLS handshake.</summary>
    public virtual Task OpenAsync() => Task.CompletedTask;

    /// <summary>Waits for bytes; 0 says that the client sends no more.</summary>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer);

    /// <summary>Sends what can be sent at once, without waiting or throwing, and says how many bytes that were.</summary>
    public abstract int TrySend(ReadOnlySpan<byte> bytes);

    /// <summary>Sends all of it.</summary>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Says that nothing more will be sent; the client may still send.</summary>
    public abstract ValueTask FinishSendingAsync();

    /// <summary>Ends it now: a pending receive or send fails. May be called again.</summary>
    public abstract void Abort();
}
