using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using PresenceCluster.Gateway.Connections;
using PresenceCluster.Gateway.Settings;

namespace PresenceCluster.Gateway.Doors;

/// <summary>Gives Kestrel the <see cref="HttpDoor"/> for the gateway's HTTP address, and only for that one.</summary>
internal sealed class HttpDoorFactory(
    IOptions<GatewayOptions> options, ConnectionRoom room, Reception reception, TimeProvider time, ILoggerFactory logs)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint)
        => endpoint is IPEndPoint address
        && address.Port == options.Value.Http.Port
        && address.Address.Equals(IPAddress.Parse(options.Value.Http.Address));

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
        => ValueTask.FromResult<IConnectionListener>(new HttpDoor(options.Value, room, reception, time, logs));
}
