using System.Net.Sockets;
using System.Text;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>Back ends keep their connections: no answer, success or refusal, may close the connection that it came on.</summary>
public sealed class TencentKeepAliveTests : TencentTests
{
    [Fact]
    public async Task Requests_of_every_outcome_share_one_connection()
    {
        Host.Query.Add("u1");
        var connections = 0;
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                connections++;
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            BaseAddress = Host.Address,
            Timeout = TimeSpan.FromSeconds(30),
        };
        (string Command, string Body, int Code)[] calls =
        [
            ("openim/query_online_status", """{"To_Account":["u1"]}""", 0),
            ("openim/query_online_status", "not json", 90001),
            ("openim/no_such_call", """{"To_Account":["u1"]}""", 60009),
            ("im_open_login_svc/kick", """{"UserID":"u1"}""", 0),
            ("im_open_login_svc/kick", "{", 60003),
            ("openim/query_online_status", """{"To_Account":["u1"]}""", 0),
        ];
        foreach (var (command, body, code) in calls)
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            using var response = await http.PostAsync(new Uri($"/v4/{command}?{RestHost.Query4()}", UriKind.Relative), content);
            Assert.Equal(code, CodeOf(await response.Content.ReadAsStringAsync()));
        }

        Assert.Equal(1, connections);
    }

    [Fact]
    public async Task Two_requests_in_one_packet_are_answered_in_order()
    {
        Host.Query.Add("u1");
        using var client = new TcpClient();
        await client.ConnectAsync(Host.Address.Host, Host.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            Request("""{"To_Account":["u1"]}""", close: false) + Request("""{"To_Account":["u2"]}""", close: true)));

        using var reader = new StreamReader(client.GetStream());
        var answers = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(10));

        var first = answers.IndexOf("\"To_Account\":\"u1\",\"Status\"", StringComparison.Ordinal);
        var second = answers.IndexOf("\"To_Account\":\"u2\",\"ErrorCode\":70107", StringComparison.Ordinal);
        Assert.True(first > 0 && second > first, answers);
    }

    private static string Request(string body, bool close)
        => $"POST /v4/openim/query_online_status?{RestHost.Query4()} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {body.Length}\r\n"
            + (close ? "Connection: close\r\n" : "") + "\r\n" + body;
}
