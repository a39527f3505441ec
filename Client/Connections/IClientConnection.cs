using PresenceCluster.Protocol;

namespace PresenceCluster.Client.Connections;

/// <summary>One open connection to a gateway, over either door. One frame is sent and one received at a time.</summary>
internal interface IClientConnection : IAsyncDisposable
{
    /// <summary>The status of the gateway's close frame, once it came; TCP has none.</summary>
    int? CloseStatus { get; }

    /// <summary>Sends one frame.</summary>
    ValueTask SendAsync(ClientFrame frame, CancellationToken cancellationToken);

    /// <summary>Waits for one frame; null when the gateway closed.</summary>
    /// <exception cref="InvalidDataException">The received bytes are not this protocol.</exception>
    ValueTask<ServerFrame?> ReceiveAsync(CancellationToken cancellationToken);
}
