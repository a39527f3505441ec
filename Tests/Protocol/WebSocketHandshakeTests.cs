using System.Buffers;
using System.Text;
using PresenceCluster.Protocol;
using PresenceCluster.Protocol.WebSockets;
using Xunit;

namespace PresenceCluster.Tests.Protocol;

public sealed class WebSocketHandshakeTests
{
    // Key and answer are the example of RFC 6455 §1.3.
    private const string Good =
        "GET /ws?x=1 HTTP/1.1\r\nHost: example.org:8080\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nOrigin: https://example.org\r\n"
        + "Sec-WebSocket-Protocol: chat, presence.v1.json\r\nSec-WebSocket-Protocol: presence.v1.protobuf\r\nUser-Agent: test\r\n\r\n";

    [Fact]
    public void Request_that_is_complete_is_read_and_what_follows_is_left()
    {
        var bytes = Encoding.ASCII.GetBytes(Good + "frame");

        Assert.Equal(UpgradeReadKind.Request, WebSocketHandshake.TryRead(bytes, 8192, out var request, out _));
        Assert.Equal("/ws", Encoding.ASCII.GetString(request.Path));
        Assert.Equal("example.org:8080", Encoding.ASCII.GetString(request.Host));
        Assert.Equal("https://example.org", Encoding.ASCII.GetString(request.Origin));
        Assert.Same(WireFormat.WebSocketJson, request.Format);
        Assert.Equal(Good.Length, request.HeadBytes);
    }

    [Fact]
    public void Values_of_a_header_on_several_lines_are_one_list()
    {
        var lines = Good.Replace("User-Agent: test", "x-list: a, b\r\nX-Lister: d\r\nX-List:c", StringComparison.Ordinal);
        var bytes = Encoding.ASCII.GetBytes(lines);

        Assert.Equal(UpgradeReadKind.Request, WebSocketHandshake.TryRead(bytes, 8192, out var request, out _));
        Assert.Equal("a, b, c", request.ValuesOf("X-List"));
        Assert.Equal("", request.ValuesOf("X-Other"));
    }

    [Fact]
    public void Request_byte_by_byte_needs_more_until_its_last_byte()
    {
        var bytes = Encoding.ASCII.GetBytes(Good);
        for (var length = 0; length < bytes.Length; length++)
            Assert.Equal(UpgradeReadKind.NeedMore, WebSocketHandshake.TryRead(bytes.AsSpan(0, length), 8192, out _, out _));
        Assert.Equal(UpgradeReadKind.Request, WebSocketHandshake.TryRead(bytes, 8192, out _, out _));
    }

    [Fact]
    public void Acceptance_is_the_example_of_the_standard()
    {
        WebSocketHandshake.TryRead(Encoding.ASCII.GetBytes(Good), 8192, out var request, out _);
        var output = new ArrayBufferWriter<byte>();
        WebSocketHandshake.WriteAcceptance(request, output);

        Assert.Equal(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: presence.v1.json\r\n\r\n",
            Encoding.ASCII.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("GET ", "POST ", 400)]
    [InlineData("HTTP/1.1", "HTTP/1.0", 400)]
    [InlineData("/ws?x=1", "ws", 400)]
    [InlineData("/ws?x=1", "/w s", 400)]
    [InlineData("Host: example.org:8080\r\n", "", 400)]
    [InlineData("Host: example.org:8080\r\n", "Host: a\r\nHost: b\r\n", 400)]
    [InlineData("Host: example.org:8080\r\n", "Host: a\r\n folded\r\n", 400)]
    [InlineData("Host: ", "Host : ", 400)]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "short", 400)]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "****************--------", 400)]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZXM=", 400)] // 17 bytes
    [InlineData("chat, presence.v1.json\r\nSec-WebSocket-Protocol: presence.v1.protobuf", "presence.v2.json", 400)]
    [InlineData("Upgrade: WebSocket", "Upgrade: h2c", 426)]
    [InlineData("keep-alive, Upgrade", "close", 426)]
    [InlineData("Version: 13", "Version: 8", 426)]
    public void Request_that_is_wrong_is_refused(string right, string wrong, int status)
    {
        Assert.Contains(right, Good, StringComparison.Ordinal);
        var bytes = Encoding.ASCII.GetBytes(Good.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Equal(UpgradeReadKind.Refused, WebSocketHandshake.TryRead(bytes, 8192, out _, out var refusal));
        Assert.Equal(status, refusal!.Status);
    }

    [Fact]
    public void Head_over_the_limit_is_refused_without_its_end()
    {
        var bytes = Encoding.ASCII.GetBytes(Good);

        Assert.Equal(UpgradeReadKind.Refused, WebSocketHandshake.TryRead(bytes.AsSpan(0, 64), 64, out _, out var refusal));
        Assert.Same(UpgradeRefusal.HeadTooLarge, refusal);
    }

    [Fact]
    public void Refusal_of_another_version_names_the_right_one()
    {
        var output = new ArrayBufferWriter<byte>();
        WebSocketHandshake.WriteRefusal(UpgradeRefusal.UpgradeRequired, output);
        var answer = Encoding.ASCII.GetString(output.WrittenSpan);

        Assert.StartsWith("HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n" + UpgradeRefusal.UpgradeRequired.Text, answer, StringComparison.Ordinal);
    }
}
