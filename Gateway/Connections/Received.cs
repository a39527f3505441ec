using PresenceCluster.Protocol;

namespace PresenceCluster.Gateway.Connections;

/// <summary>What the next bytes of a client say. A closed set.</summary>
internal abstract record Received
{
    private Received()
    {
    }

    /// <summary>A frame of the protocol.</summary>
    public sealed record Frame(ClientFrame Content) : Received;

    /// <summary>The WebSocket itself wants a reply: to its opening handshake, or to a ping.</summary>
    public sealed record Control(ReadOnlyMemory<byte> Reply) : Received;

    /// <summary>The client's WebSocket has answered a ping.</summary>
    public sealed record Pong : Received;

    /// <summary>The client closes the WebSocket, or its opening is refused. The reply is the last thing that it is sent.</summary>
    public sealed record Leave(ReadOnlyMemory<byte> Reply) : Received;

    /// <summary>The client broke a rule, and the connection must be closed. Nothing after it can be read.</summary>
    public sealed record Fault(CloseCode Code) : Received;
}
