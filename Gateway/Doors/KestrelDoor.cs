using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;
using PresenceCluster.Gateway.Settings;

namespace PresenceCluster.Gateway.Doors;

/// <summary>
/// Tells Kestrel to serve REST at the HTTP door, with HTTP/1.1 only. Under HTTP/2 browsers would open WebSockets in another way (RFC 8441),
/// and no client of the REST APIs needs it.
/// </summary>
internal sealed class KestrelDoor(IOptions<GatewayOptions> gateway, DoorCertificate certificate) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions options)
    {
        var door = gateway.Value;
        options.AddServerHeader = false;
        options.Limits.MaxConcurrentConnections = door.HttpConnectionsMax;
        options.Limits.MaxConcurrentUpgradedConnections = door.ConnectionsMax;
        // A request may open a WebSocket, so its head has the limits of those that the gateway reads itself.
        options.Limits.RequestHeadersTimeout = door.LoginTimeout;
        options.Limits.MaxRequestHeadersTotalSize = Math.Max(options.Limits.MaxRequestHeadersTotalSize, door.Frames.UpgradeHeadBytesMax);
        options.Listen(HttpDoorFactory.Door, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (certificate.IsOn)
                listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(certificate.ForHandshake()) });
        });
    }
}
