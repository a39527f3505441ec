using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using PresenceCluster.Client;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>What clients meet at the doors: the opening of a WebSocket, the login, and the end of those that break the rules.</summary>
[Collection(PublicContractCollection.Name)]
public sealed class PublicContractLoginTests(RunningService running) : PublicContractTests(running)
{
    private const string Refused = "refused";
    private const string TooLong = "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789";

    [Theory]
    [InlineData("/ws", "13", "", 400, null)]
    [InlineData("/ws", "13", "chat", 400, null)]
    [InlineData("/ws", "8", "presence.v1.json", 426, null)]
    [InlineData("/wsx", "13", "presence.v1.json", 404, null)]
    [InlineData("/ws", "13", "chat, presence.v1.json, presence.v1.protobuf", 101, "presence.v1.json")]
    public async Task WebSocket_is_opened_for_its_version_and_the_first_subprotocol_that_is_known(
        string path, string version, string offered, int status, string? chosen)
    {
        using var client = new TcpClient("127.0.0.1", Service.HttpPort);
        await client.GetStream().WriteAsync(UpgradeRequest(path, version, offered));
        using var reader = new StreamReader(client.GetStream());
        List<string> head = [];
        while (await reader.ReadLineAsync().WaitAsync(Eventually.Patience) is { Length: > 0 } line)
            head.Add(line);

        Assert.StartsWith($"HTTP/1.1 {status} ", head[0], StringComparison.Ordinal);
        var answer = head.Find(line => line.StartsWith("Sec-WebSocket-Protocol:", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(chosen, answer?.Split(": ")[1]);
    }

    [Fact]
    public async Task Ping_of_a_client_is_answered_with_its_payload()
    {
        using var client = new TcpClient("127.0.0.1", Service.HttpPort);
        var stream = client.GetStream();
        await stream.WriteAsync(UpgradeRequest("/ws", "13", "presence.v1.json"));
        var (head, next) = ("", new byte[1]);
        while (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(next).AsTask().WaitAsync(Eventually.Patience);
            head += (char)next[0];
        }

        // Two bytes of text, masked with zeros.
        await stream.WriteAsync(new byte[] { 0x89, 0x82, 0, 0, 0, 0, (byte)'h', (byte)'i' });

        var answer = new byte[4];
        await stream.ReadExactlyAsync(answer).AsTask().WaitAsync(Eventually.Patience);
        Assert.Equal("8A026869", Convert.ToHexString(answer));
    }

    [Theory]
    [InlineData("json", "Web", 25_000u, 60_000u)]
    [InlineData("json", "MiniProgram", 25_000u, 60_000u)]
    [InlineData("tcp", "Android", 120_000u, 400_000u)]
    [InlineData("protobuf", "Windows", 120_000u, 400_000u)]
    public async Task Login_is_told_its_session_and_its_timings_and_heartbeats_are_answered(
        string door, string platform, uint intervalMs, uint timeoutMs)
    {
        var client = await ConnectAsync(door);

        var told = await client.LogInAsync(App.Login($"timed-{platform}", platform, "device"));

        Assert.Matches("^[0-9a-f]{32}$", told.SessionId);
        Assert.Equal((intervalMs, timeoutMs), (told.HeartbeatIntervalMs, told.HeartbeatTimeoutMs));
        await ExpectAliveAsync(client);
    }

    [Theory]
    [InlineData(Refused, "Android", "phone", "of no app", 4013)]
    [InlineData(TooLong, "Android", "phone", "good", 4014)]
    [InlineData("line\nfeed", "Android", "phone", "good", 4014)]
    [InlineData("忙", "Android", "phone", "good", 4014)]
    [InlineData(Refused, "Toaster", "phone", "good", 4015)]
    [InlineData(Refused, "iOS", "phone", "good", 4015)]
    [InlineData(Refused, "Android", "", "good", 4016)]
    [InlineData(Refused, "Android", TooLong, "good", 4016)]
    [InlineData(Refused, "Android", "phone", "empty", 4010)]
    [InlineData(Refused, "Android", "phone", "garbage", 4010)]
    [InlineData(Refused, "Android", "phone", "forged", 4010)]
    [InlineData(Refused, "Android", "phone", "another's", 4010)]
    [InlineData(Refused, "Android", "phone", "expired", 4011)]
    public async Task Login_that_is_wrong_is_told_its_code_over_every_door_and_registers_nobody(
        string user, string platform, string device, string credential, int code)
    {
        foreach (var door in new[] { "json", "tcp" })
        {
            var client = await ConnectAsync(door);
            await client.SendAsync(new ClientFrame
            {
                Login = new Login
                {
                    AppId = credential == "of no app" ? 7u : TestApp.Id,
                    UserId = user,
                    Platform = platform,
                    DeviceId = device,
                    UserSig = UserSigOf(credential),
                },
            });

            Assert.False((await ExpectEndAsync(client, CloseCode.FromNumber(code)!)).Error.MayReconnect);
        }

        var answer = await App.PostAsync("openim/query_online_status", $$"""{"To_Account":["{{Refused}}"]}""");
        Assert.Equal(70107, (int?)answer["ErrorCode"]);
    }

    [Theory]
    [InlineData("hello", WebSocketMessageType.Text)]
    [InlineData("{}", WebSocketMessageType.Text)]
    [InlineData("""{"dance":{}}""", WebSocketMessageType.Text)]
    [InlineData("""{"heartbeat":{}}""", WebSocketMessageType.Binary)]
    public async Task Message_that_is_no_frame_of_the_subprotocol_ends_the_connection(string message, WebSocketMessageType kind)
    {
        var page = await LogInAsync("garbage", "Web");

        await page.SendMessageAsync(Encoding.UTF8.GetBytes(message), kind);

        await ExpectEndAsync(page, CloseCode.ProtocolError);
    }

    [Fact]
    public async Task Unknown_members_of_a_frame_are_skipped()
    {
        var page = await LogInAsync("newer", "Web");

        await page.SendMessageAsync("""{"heartbeat":{"since":1},"trace":"x"}"""u8.ToArray(), WebSocketMessageType.Text);

        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await page.ReceiveAsync("the answer to a heartbeat")).KindCase);
    }

    [Fact]
    public async Task Frame_before_the_login_and_a_second_login_end_the_connection()
    {
        var early = await ConnectAsync("json");
        await early.SendAsync(new ClientFrame { Heartbeat = new Heartbeat() });
        await ExpectEndAsync(early, CloseCode.NotLoggedIn);

        var again = await LogInAsync("again", "Web");
        await again.SendAsync(new ClientFrame { Login = App.Login("again", "Web", "device") });
        await ExpectEndAsync(again, CloseCode.AlreadyLoggedIn);
    }

    private static byte[] UpgradeRequest(string path, string version, string offered)
    {
        var offer = offered.Length == 0 ? "" : $"Sec-WebSocket-Protocol: {offered}\r\n";
        return Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: {version}\r\n"
                + $"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{offer}\r\n");
    }

    private static string UserSigOf(string credential)
    {
        var longAgo = new FakeTimeProvider(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return credential switch
        {
            "empty" => "",
            "garbage" => "garbage",
            "forged" => new UserSigIssuer(TestApp.Id, "another key of some length").Issue(Refused),
            "another's" => new UserSigIssuer(TestApp.Id, TestApp.Key).Issue("somebody"),
            "expired" => new UserSigIssuer(TestApp.Id, TestApp.Key, longAgo).Issue(Refused),
            _ => new UserSigIssuer(TestApp.Id, TestApp.Key).Issue(Refused),
        };
    }
}
