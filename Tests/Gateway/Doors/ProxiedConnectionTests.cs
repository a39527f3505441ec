using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PresenceCluster.Gateway.Proxies;
using PresenceCluster.Protocol;
using PresenceCluster.Tests.Gateway.Connections;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Doors;

/// <summary>Behind a trusted proxy a client has its own address, at every door. The word of any other address does not count.</summary>
public sealed class ProxiedConnectionTests : IDisposable
{
    private const string Address = "203.0.113.7";
    private const string Client = Address + ":4711";
    private const int ClosedEvent = 3132;
    private const int BrokenHeaderEvent = 3451;

    private static readonly byte[] Line = "PROXY TCP4 203.0.113.7 192.0.2.1 4711 443\r\n"u8.ToArray();
    private static readonly byte[] Signature = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];
    private static readonly byte[] Binary = [.. Signature, 0x21, 0x11, 0, 12, 203, 0, 113, 7, 192, 0, 2, 1, 0x12, 0x67, 0x01, 0xBB];
    private static readonly byte[] Local = [.. Signature, 0x20, 0, 0, 0];

    private readonly SelfSigned _certificate = new();

    public static TheoryData<string, bool> Doors => new() { { "tcp", false }, { "tcp", true }, { "json", false }, { "json", true } };

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Header_of_a_trusted_proxy_says_whose_connection_it_is(string format, bool usesTls)
    {
        await using var gateway = await StartAsync(usesTls);
        foreach (var header in new[] { Line, Binary })
        {
            using var client = await TestClient.ConnectAsync(gateway, ConversationTests.Format(format), usesTls, proxyHeader: header);
            Assert.Equal(Address + " 4711", await AddressAsync(gateway, client));
        }
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Trusted_proxy_that_sends_no_header_or_connects_for_itself_is_the_client(string format, bool usesTls)
    {
        await using var gateway = await StartAsync(usesTls);
        foreach (var header in new[] { null, Local })
        {
            using var client = await TestClient.ConnectAsync(gateway, ConversationTests.Format(format), usesTls, proxyHeader: header);
            Assert.Equal($"127.0.0.1 {((IPEndPoint)client.Socket.LocalEndPoint!).Port}", await AddressAsync(gateway, client));
        }
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Header_of_any_other_address_ends_the_connection(string format, bool usesTls)
    {
        await using var gateway = await StartAsync(usesTls, trusted: "10.0.0.0/8");
        foreach (var header in new[] { Line, Binary })
        {
            var answer = await ExchangeAsync(gateway, format, [.. header, .. Hello(format), .. Hello(format)]);
            Assert.DoesNotContain(" 101 ", answer, StringComparison.Ordinal);
        }

        Assert.Empty(gateway.User("alice").Logins);
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Header_that_breaks_the_protocol_ends_the_connection_and_stands_in_the_log(string format, bool usesTls)
    {
        await using var gateway = await StartAsync(usesTls);

        Assert.Equal("", await ExchangeAsync(gateway, format, [.. "PROXY nonsense\r\n"u8, .. Hello(format)]));

        Assert.Single(gateway.Log.Lines, line => line.Event == BrokenHeaderEvent);
        Assert.Empty(gateway.User("alice").Logins);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("json")]
    public async Task Header_in_pieces_is_put_together(string format)
    {
        await using var gateway = await StartAsync();
        using var socket = await ConnectAsync(gateway, format);

        byte[][] pieces = [Line[..3], Line[3..20], [.. Line[20..], .. Hello(format)]];
        foreach (var piece in pieces)
        {
            await socket.SendAsync(piece);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        await Eventually.IsTrueAsync(
            () =>
            {
                // The rest of a header is looked for by the gateway's clock.
                gateway.Pass(TimeSpan.FromMilliseconds(20));
                return gateway.User("alice").Logins.Count == 1;
            },
            "the login behind the header");
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("json")]
    public async Task Header_that_is_never_complete_is_waited_for_as_long_as_for_a_login(string format)
    {
        await using var gateway = await StartAsync();
        using var socket = await ConnectAsync(gateway, format);
        await socket.SendAsync(Line[..20]);

        var ended = ReadToEndAsync(socket);
        await gateway.PassUntil(() => ended.IsCompleted, TimeSpan.FromSeconds(40), "the connection is closed");

        Assert.DoesNotContain(" 101 ", await ended, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Request_behind_a_header_comes_from_the_client(bool usesTls)
    {
        await using var gateway = await StartAsync(usesTls);
        foreach (var header in new[] { Line, Binary })
        {
            using var http = Http(gateway, usesTls, header);
            Assert.Equal($"{(usesTls ? "https" : "http")} {Client}", await http.GetStringAsync("/seen"));
        }
    }

    [Fact]
    public async Task Requests_of_several_clients_on_one_kept_connection_are_told_apart()
    {
        await using var gateway = await StartAsync();
        using var http = Http(gateway);

        Assert.Equal("https 203.0.113.7:0", await SeenAsync(http, (Forwarded.ForName, "203.0.113.7"), (Forwarded.ProtoName, "https")));
        Assert.Equal("http 203.0.113.8:80", await SeenAsync(http, (Forwarded.ForName, "203.0.113.8:80")));
        Assert.Equal("https [2001:db8::7]:0", await SeenAsync(http, (Forwarded.StandardName, "for=\"[2001:db8::7]\";proto=https")));
        Assert.StartsWith("http 127.0.0.1:", await SeenAsync(http), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forwarding_headers_of_any_other_address_do_not_count()
    {
        await using var gateway = await StartAsync(trusted: "10.0.0.0/8");
        using var http = Http(gateway);

        var seen = await SeenAsync(
            http,
            (Forwarded.ForName, "203.0.113.7"),
            (Forwarded.ProtoName, "https"),
            (Forwarded.StandardName, "for=203.0.113.7;proto=https"));

        Assert.StartsWith("http 127.0.0.1:", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forwarding_headers_of_a_client_behind_a_proxy_of_connections_do_not_count()
    {
        await using var gateway = await StartAsync();
        using var http = Http(gateway, header: Line);

        Assert.Equal($"http {Client}", await SeenAsync(http, (Forwarded.ForName, "198.51.100.1"), (Forwarded.ProtoName, "https")));
    }

    [Theory]
    [InlineData(false, "127.0.0.0/8", Address)]
    [InlineData(true, "127.0.0.0/8", Address)]
    [InlineData(false, "10.0.0.0/8", "127.0.0.1 ")]
    [InlineData(true, "10.0.0.0/8", "127.0.0.1 ")]
    public async Task WebSocket_through_a_proxy_of_requests_comes_from_the_client(bool usesTls, string trusted, string address)
    {
        await using var gateway = await StartAsync(usesTls, trusted);
        const string headers = "X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-For: 203.0.113.7\r\n";
        using var client = await TestClient.ConnectAsync(gateway, WireFormat.WebSocketJson, usesTls, requestHeaders: headers);

        Assert.StartsWith(address, await AddressAsync(gateway, client), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Forwarded: for=198.51.100.1, for=\"203.0.113.7:4711\"\r\n", Address + " 4711")]
    [InlineData("Forwarded: for=198.51.100.1\r\nX-Forwarded-For: 203.0.113.7\r\n", "127.0.0.1 ")]
    public async Task WebSocket_through_a_proxy_is_told_by_the_header_of_the_standard_too(string headers, string address)
    {
        await using var gateway = await StartAsync();
        using var client = await TestClient.ConnectAsync(gateway, WireFormat.WebSocketJson, requestHeaders: headers);

        Assert.StartsWith(address, await AddressAsync(gateway, client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_names_the_client_whose_connection_is_closed()
    {
        await using var gateway = await StartAsync();
        using var client = await TestClient.ConnectAsync(gateway, WireFormat.Tcp, proxyHeader: Line);

        await client.HeartbeatAsync();

        Assert.Equal((uint)CloseCode.NotLoggedIn.Number, (await client.ReadLastAsync())?.Error?.Code);
        await Eventually.IsTrueAsync(
            () => gateway.Log.Lines.Where(line => line.Event == ClosedEvent)
                .Any(line => line.Text.Contains($" at {Client} is closed", StringComparison.Ordinal)),
            "the line of the closed connection");
    }

    public void Dispose() => _certificate.Dispose();

    private Task<GatewayUnderTest> StartAsync(bool usesTls = false, string trusted = "127.0.0.0/8") => GatewayUnderTest.StartAsync(
        [
            new("Gateway:TrustedProxies:0", trusted),
            new("Gateway:Tls:CertificatePath", usesTls ? _certificate.PfxPath : null),
            new("Gateway:Tls:Password", usesTls ? SelfSigned.Password : null),
        ],
        app => app.MapGet("/seen", (HttpContext context) =>
            $"{context.Request.Scheme} {new IPEndPoint(context.Connection.RemoteIpAddress!, context.Connection.RemotePort)}"));

    // What the session keeps: the address, and the port when it is known.
    private static async Task<string> AddressAsync(GatewayUnderTest gateway, TestClient client)
    {
        await client.LogInAsync();
        var kept = gateway.User("alice").Logins.Last().Client;
        return $"{kept?.Address} {kept?.Port}".Trim();
    }

    private static HttpClient Http(GatewayUnderTest gateway, bool usesTls = false, byte[]? header = null) => new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = 1,
        SslOptions = new() { RemoteCertificateValidationCallback = (_, _, _, _) => true },
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            if (header is not null)
                await socket.SendAsync(header, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri($"{(usesTls ? "https" : "http")}://{gateway.Http}/"),
    };

    private static async Task<string> SeenAsync(HttpClient http, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/seen");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    private static byte[] Hello(string format)
    {
        var wire = ConversationTests.Format(format);
        var login = TestClient.Bytes(wire, TestClient.Login());
        return wire == WireFormat.Tcp ? login : [.. TestClient.UpgradeRequest(wire), .. login];
    }

    private static async Task<Socket> ConnectAsync(GatewayUnderTest gateway, string format)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(format == "tcp" ? gateway.Tcp : gateway.Http);
        return socket;
    }

    private static async Task<string> ExchangeAsync(GatewayUnderTest gateway, string format, byte[] bytes)
    {
        using var socket = await ConnectAsync(gateway, format);
        await socket.SendAsync(bytes);
        return await ReadToEndAsync(socket);
    }

    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        try
        {
            while (await socket.ReceiveAsync(buffer).WaitAsync(Eventually.Patience) is > 0 and var count)
                text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }
        catch (SocketException)
        {
            // The gateway has closed and left bytes unread.
        }

        return text.ToString();
    }
}
