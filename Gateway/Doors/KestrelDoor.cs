using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using PresenceCluster.Gateway.Settings;

namespace PresenceCluster.Gateway.Doors;

/// <summary>
/// Tells Kestrel to serve REST at the HTTP door, with HTTP/1.1 only. Under HTTP/2 browsers would open WebSockets in another way (RFC 8441),
/// and no client of the REST APIs needs it.
/// </summary>
internal sealed class KestrelDoor(IOptions<GatewayOptions> gateway) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions options)
    {
        var door = gateway.Value;
        options.AddServerHeader = false;
        options.Limits.MaxConcurrentConnections = door.HttpConnectionsMax;
        options.Limits.MaxConcurrentUpgradedConnections = door.ConnectionsMax;
        options.Listen(HttpDoorFactory.Door, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (TlsCertificate.Load(door.Tls) is { } certificate)
                listen.UseHttps(certificate);
        });
    }
}
