using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using PresenceCluster.Gateway.Connections;
using PresenceCluster.Gateway.Settings;

namespace PresenceCluster.Gateway.Doors;

/// <summary>Gives Kestrel the <see cref="HttpDoor"/> when it listens at <see cref="Door"/>, and only then.</summary>
internal sealed class HttpDoorFactory(
    IOptions<GatewayOptions> options, ConnectionRoom room, Reception reception, TimeProvider time, ILoggerFactory logs)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    /// <summary>Stands for the HTTP door where Kestrel wants an address. The door itself knows where it listens.</summary>
    public static EndPoint Door { get; } = new DoorEndPoint();

    public bool CanBind(EndPoint endpoint) => ReferenceEquals(endpoint, Door);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
        => ValueTask.FromResult<IConnectionListener>(new HttpDoor(options.Value, room, reception, time, logs));

    private sealed class DoorEndPoint : EndPoint
    {
        public override string ToString() => "Gateway:Http";
    }
}
