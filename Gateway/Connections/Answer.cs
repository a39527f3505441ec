using PresenceCluster.Domain;
using PresenceCluster.Protocol;

namespace PresenceCluster.Gateway.Connections;

/// <summary>What a connection does after a client's frame. A closed set.</summary>
internal abstract record Answer
{
    private Answer()
    {
    }

    /// <summary>The client gets a frame.</summary>
    public sealed record Send(ServerFrame Frame) : Answer;

    /// <summary>The connection closes.</summary>
    /// <param name="Words">The last message.</param>
    /// <param name="Reason">Why its session ends.</param>
    public sealed record Close(LastWords Words, SessionEndReason Reason = SessionEndReason.Closed) : Answer;
}
