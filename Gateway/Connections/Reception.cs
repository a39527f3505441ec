using PresenceCluster.Protocol;

namespace PresenceCluster.Gateway.Connections;

/// <summary>Takes new connections from the doors, or turns them away while there is no room or the gateway is drained.</summary>
internal sealed class Reception(ConnectionRoom room)
{
    private volatile bool _isClosed;

    /// <summary>Whether all new connections are turned away.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Turns all new connections away from now on.</summary>
    public void Close() => _isClosed = true;

    /// <summary>Accepts connections again from now on.</summary>
    public void Open() => _isClosed = false;

    /// <summary>
    /// Starts a connection's life, or turns it away. The session table holds the connection until it is over, and a drain waits for it.
    /// </summary>
    /// <param name="carrier">Its bytes; this owns it now.</param>
    /// <param name="format">Its wire format; null when a WebSocket upgrade request comes first.</param>
    public void Take(Carrier carrier, WireFormat? format)
    {
        if (_isClosed || !room.Counts.TryEnter())
        {
            room.Metrics.Refusal();
            // The refusal is sent with one attempt and no waiting, because the client has not logged in.
            if (format == WireFormat.Tcp)
                carrier.TrySend(new LastWords(_isClosed ? CloseCode.GoingAway : CloseCode.Overloaded).Encode(format));
            carrier.Abort();
            return;
        }

        new ClientConnection(room, carrier, format).Start();
    }
}
