using System.Net;
using PresenceCluster.Gateway.Proxies;

namespace PresenceCluster.Gateway.Doors;

/// <summary>
/// Gives a request that came through trusted proxies its client's address and scheme, before anything reads them. A WebSocket that Kestrel
/// never sees is told by <see cref="Connections.FrameSource"/>.
/// </summary>
internal sealed class ForwardedRequests(TrustedProxies proxies) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(pipeline => context =>
        {
            Apply(context.Connection, context.Request);
            return pipeline(context);
        });
        next(app);
    };

    private void Apply(ConnectionInfo connection, HttpRequest request)
    {
        if (connection.RemoteIpAddress is not { } sender || !proxies.Contains(sender))
            return;
        var (headers, peer) = (request.Headers, new IPEndPoint(sender, connection.RemotePort));
        var (standard, hosts, schemes) = (headers[Forwarded.StandardName], headers[Forwarded.ForName], headers[Forwarded.ProtoName]);
        var found = Forwarded.Read(peer, standard.ToString(), hosts.ToString(), schemes.ToString(), proxies);
        (connection.RemoteIpAddress, connection.RemotePort) = (found.Client.Address, found.Client.Port);
        request.Scheme = found.Scheme ?? request.Scheme;
    }
}
