using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using PresenceCluster.Gateway.Proxies;

namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// Moves a connection's bytes: a plain socket, a TLS stream, or a stream that Kestrel upgraded. These differ in how they open, send and
/// close; all else is the same for every way in. It has no notion of frames. One caller at a time may receive; everything else may be
/// called from any thread.
/// </summary>
/// <param name="socket">The connection's socket, below any other layers.</param>
/// <param name="peer">The client's address; null when the door has not looked for it.</param>
internal abstract class Carrier(Socket socket, IPEndPoint? peer)
{
    /// <summary>
    /// The client's own address, also behind trusted proxies; null until the connection is open. The port is 0 when a proxy names only the
    /// address.
    /// </summary>
    public IPEndPoint? Peer { get; set; } = peer;

    /// <summary>
    /// Whether received bytes wait in the socket. If so, the client is alive and only this process is late. The layers above the socket
    /// hold bytes back only while the connection does not receive.
    /// </summary>
    public bool HasUnread
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

    /// <summary>Whether a fault is an ordinary way for a connection to break, and not a bug.</summary>
    public static bool IsFault(Exception fault)
        => fault is IOException or SocketException or ObjectDisposedException or OperationCanceledException or AuthenticationException;

    /// <summary>Prepares the connection before the client's first byte: finds the client's address, and under TLS shakes hands.</summary>
    /// <param name="proxies">The proxies that may say the address.</param>
    public virtual async Task OpenAsync(TrustedProxies proxies) => Peer ??= await proxies.FindClientAsync(socket);

    /// <summary>Waits for bytes; 0 means that the client sends no more.</summary>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer);

    /// <summary>
    /// Sends as many bytes as it can at once, without waiting or throwing. Returns how many: none where a layer above the socket cannot
    /// promise to take bytes without waiting.
    /// </summary>
    public virtual int TrySend(ReadOnlySpan<byte> bytes) => 0;

    /// <summary>Sends all of it.</summary>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Says that nothing more will be sent; the client may still send.</summary>
    public abstract ValueTask FinishSendingAsync();

    /// <summary>Ends it now: a pending receive or send fails. May be called again.</summary>
    public abstract void Abort();
}
