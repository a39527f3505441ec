using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PresenceCluster.Protocol;
using PresenceCluster.Tests.Gateway.Connections;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Doors;

/// <summary>One port for REST and WebSocket: neither notices the other.</summary>
public sealed class HttpDoorTests
{
    [Fact]
    public async Task Requests_reach_kestrel_unharmed_also_on_a_kept_connection()
    {
        await using var gateway = await StartAsync();
        using var http = Client(gateway);
        var body = new string('x', 100_000);

        for (var count = 0; count < 5; count++)
        {
            using var answer = await http.PostAsync("/echo", new StringContent(body));
            Assert.Equal(body, await answer.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData("GET /wsomething HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 426")]
    [InlineData("GET /ws HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 426")]
    [InlineData("GET /w HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 404")]
    [InlineData("POST /ws HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 426")]
    [InlineData("rubbish\r\n\r\n", "HTTP/1.1 400")]
    public async Task Request_gets_its_answer(string request, string answer)
    {
        await using var gateway = await StartAsync();

        Assert.StartsWith(answer, await ExchangeAsync(gateway, Encoding.ASCII.GetBytes(request), isDripped: false), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "HTTP/1.1 200")]
    [InlineData("GET /ws HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 426")]
    public async Task Request_sent_byte_by_byte_gets_its_answer(string request, string answer)
    {
        await using var gateway = await StartAsync();

        Assert.StartsWith(answer, await ExchangeAsync(gateway, Encoding.ASCII.GetBytes(request), isDripped: true), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WebSocket_on_a_connection_that_served_rest_before_works()
    {
        await using var gateway = await StartAsync();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(gateway.Http);
        await socket.SendAsync("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
        Assert.Contains("hello there", await ReceiveAsync(socket), StringComparison.Ordinal);

        await socket.SendAsync(TestClient.UpgradeRequest(WireFormat.WebSocketJson));
        Assert.StartsWith("HTTP/1.1 101", await ReceiveAsync(socket), StringComparison.Ordinal);
        await socket.SendAsync(TestClient.Bytes(WireFormat.WebSocketJson, TestClient.Login()));
        Assert.Contains("loginResult", await ReceiveAsync(socket), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://good.example", true)]
    [InlineData("https://evil.example", false)]
    public async Task Page_of_another_origin_may_not_connect(string origin, bool isWelcome)
    {
        await using var gateway = await GatewayUnderTest.StartAsync([new("Gateway:WebSocketOrigins:0", "https://good.example")]);
        var request = Encoding.ASCII.GetString(TestClient.UpgradeRequest(WireFormat.WebSocketJson))
            .Replace("Upgrade: websocket", $"Origin: {origin}\r\nUpgrade: websocket", StringComparison.Ordinal);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(gateway.Http);

        await socket.SendAsync(Encoding.ASCII.GetBytes(request));

        Assert.StartsWith(isWelcome ? "HTTP/1.1 101" : "HTTP/1.1 403", await ReceiveAsync(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_websocket_client_is_understood()
    {
        await using var gateway = await StartAsync();
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        socket.Options.AddSubProtocol("presence.v1.json");
        await socket.ConnectAsync(new Uri($"ws://{gateway.Http}/ws"), CancellationToken.None);
        var login = WireFormat.WebSocketJson.Codec;
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        login.Encode(TestClient.Login(), FramePrefixes.None, bytes);

        await socket.SendAsync(bytes.WrittenMemory, System.Net.WebSockets.WebSocketMessageType.Text, true, CancellationToken.None);
        var buffer = new byte[4096];
        var result = await socket.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(Eventually.Patience);
        Assert.Contains("loginResult", Encoding.UTF8.GetString(buffer, 0, result.Count), StringComparison.Ordinal);
        await socket.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, "", CancellationToken.None).WaitAsync(Eventually.Patience);

        await Eventually.IsTrueAsync(() => gateway.Counts.All == 0, "the connection gone");
        Assert.Single(gateway.User("alice").Ends);
    }

    [Fact]
    public async Task Connection_without_a_request_is_closed_when_the_gateway_stops()
    {
        await using var gateway = await StartAsync();
        using var silent = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await silent.ConnectAsync(gateway.Http);
        // The silent connection is accepted before that of the request.
        using (var http = Client(gateway))
            Assert.Equal("hello there", await http.GetStringAsync("/hello"));

        await gateway.StopAsync().WaitAsync(Eventually.Patience);

        Assert.Equal(0, await silent.ReceiveAsync(new byte[1]).WaitAsync(Eventually.Patience));
    }

    private static Task<GatewayUnderTest> StartAsync() => GatewayUnderTest.StartAsync(rest: app =>
    {
        app.MapGet("/hello", () => "hello there");
        app.MapPost("/echo", async (HttpContext context) => await context.Request.Body.CopyToAsync(context.Response.Body));
    });

    private static HttpClient Client(GatewayUnderTest gateway)
        => new(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = new Uri($"http://{gateway.Http}/") };

    private static async Task<string> ExchangeAsync(GatewayUnderTest gateway, byte[] request, bool isDripped)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(gateway.Http);
        foreach (var part in isDripped ? request.Chunk(1) : [request])
        {
            await socket.SendAsync(part);
            await Task.Yield();
        }

        var answer = ReceiveAsync(socket);
        while (!answer.IsCompleted)
        {
            // A request that arrives in pieces is looked at again by the gateway's clock.
            gateway.Pass(TimeSpan.FromMilliseconds(20));
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System));
        }

        return await answer;
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[8192];
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer).WaitAsync(Eventually.Patience));
    }
}
