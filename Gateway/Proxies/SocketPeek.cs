using System.Net.Sockets;

namespace PresenceCluster.Gateway.Proxies;

/// <summary>Looks at the first bytes of a connection and leaves them unread.</summary>
internal static class SocketPeek
{
    // The peeked bytes are still unread, so the socket cannot signal new ones. Only a client that sends its first bytes in pieces waits.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until enough bytes have arrived.</summary>
    /// <param name="socket">The connection. Disposing it ends the wait with a fault.</param>
    /// <param name="seen">Receives the bytes.</param>
    /// <param name="isEnough">Whether the bytes that have arrived are enough.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many bytes were seen; 0 when the client sends none.</returns>
    public static async ValueTask<int> UntilAsync(
        Socket socket, Memory<byte> seen, Func<ReadOnlyMemory<byte>, bool> isEnough, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            var count = await socket.ReceiveAsync(seen, SocketFlags.Peek, cancellationToken);
            if (count == 0 || isEnough(seen[..count]))
                return count;
            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
