using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using PresenceCluster.Gateway.Connections;
using PresenceCluster.Gateway.Settings;
using PresenceCluster.Protocol;
using PresenceCluster.Protocol.WebSockets;

namespace PresenceCluster.Gateway.Doors;

/// <summary>
/// Opens WebSockets whose requests reach Kestrel: all of them under TLS, and otherwise those on a connection that has served REST before.
/// Kestrel does only the opening. The gateway reads and writes the frames, and its limits alone count, as on the plain door.
/// </summary>
internal sealed class WebSocketUpgrade(Reception reception, IOptions<GatewayOptions> options) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(pipeline => context => context.Request.Path == WebSocketPath.Value ? OpenAsync(context) : pipeline(context));
        next(app);
    };

    private async Task OpenAsync(HttpContext context)
    {
        if (Check(context, out var format) is { } refusal)
        {
            await RefuseAsync(context.Response, refusal);
            return;
        }

        var accept = new byte[WebSocketHandshake.AcceptBytes];
        WebSocketHandshake.ComputeAccept(Encoding.ASCII.GetBytes(context.Request.Headers.SecWebSocketKey.ToString()), accept);
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.SecWebSocketAccept = Encoding.ASCII.GetString(accept);
        context.Response.Headers.SecWebSocketProtocol = format!.Codec.Subprotocol;
        var socket = context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
        var peer = new IPEndPoint(context.Connection.RemoteIpAddress!, context.Connection.RemotePort);
        var stream = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        var carrier = new UpgradedCarrier(socket, peer, stream, context.Abort);
        reception.Take(carrier, format);
        // The client sees the connection closed now, as on the plain door. The end of its session may be stored later.
        await carrier.Over;
    }

    private UpgradeRefusal? Check(HttpContext context, out WireFormat? format)
    {
        var headers = context.Request.Headers;
        format = headers.SecWebSocketProtocol
            .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries))
            .Select(offered => WireFormat.ForSubprotocol(offered))
            .FirstOrDefault(known => known is not null);
        if (HeadBytesOf(headers) > options.Value.Frames.UpgradeHeadBytesMax)
            return UpgradeRefusal.HeadTooLarge;
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true }
            || !headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase)
            || headers.SecWebSocketVersion != "13")
        {
            return UpgradeRefusal.UpgradeRequired;
        }

        Span<byte> nonce = stackalloc byte[16];
        if (!HttpMethods.IsGet(context.Request.Method)
            || headers.SecWebSocketKey.ToString() is not { Length: 24 } key
            || !Convert.TryFromBase64String(key, nonce, out _))
        {
            return UpgradeRefusal.BadRequest;
        }

        if (format is null)
            return UpgradeRefusal.NoSubprotocol;
        return WebSocketPath.RefusalOf(
            Encoding.ASCII.GetBytes(WebSocketPath.Value), Encoding.ASCII.GetBytes(headers.Origin.ToString()), options.Value);
    }

    // The bytes of the headers on the wire. The request's first line, which is short here, is left out.
    private static int HeadBytesOf(IHeaderDictionary headers)
        => headers.Sum(header => header.Value.Sum(value => header.Key.Length + (value?.Length ?? 0) + ": \r\n".Length));

    private static Task RefuseAsync(HttpResponse response, UpgradeRefusal refusal)
    {
        response.StatusCode = refusal.Status;
        response.ContentType = "text/plain";
        if (refusal == UpgradeRefusal.UpgradeRequired)
        {
            response.Headers.Upgrade = "websocket";
            response.Headers.SecWebSocketVersion = "13";
        }

        return response.WriteAsync(refusal.Text);
    }
}
