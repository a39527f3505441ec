using PresenceCluster.Protocol;
using PresenceCluster.Protocol.WebSockets;
using Xunit;
using static PresenceCluster.Protocol.WebSockets.WebSocketOpcode;
using static PresenceCluster.Tests.Protocol.FrameReading;

namespace PresenceCluster.Tests.Protocol;

public sealed class WebSocketFrameReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Conversation_in_pieces_of_any_size_is_the_same_conversation(int pieceBytes)
    {
        byte[] bytes =
        [
            .. WebSocketFrame(Text, "hello"),
            .. WebSocketFrame(Text, "frag", isFinal: false),
            .. WebSocketFrame(Ping, "are you there"),
            .. WebSocketFrame(Continuation, "", isFinal: false),
            .. WebSocketFrame(Pong, "unasked"),
            .. WebSocketFrame(Continuation, "ments"),
            .. WebSocketFrame(Text, new string('y', 300)),
            .. WebSocketFrame(Close, [0x03, 0xE8, .. "bye"u8]),
        ];

        var seen = Feed(WireFormat.WebSocketJson.CreateGatewayReader(), bytes, pieceBytes);

        Assert.Equal(
            [
                SeenFrame.Message("hello"), SeenFrame.Ping("are you there"), SeenFrame.Pong, SeenFrame.Message("fragments"),
                SeenFrame.Message(new string('y', 300)), SeenFrame.Close(1000, "bye"),
            ],
            seen);
    }

    [Fact]
    public void Gateway_refuses_an_unmasked_frame_and_client_a_masked_one()
    {
        byte[] masked = WebSocketFrame(Text, "x"), unmasked = WebSocketFrame(Text, "x", key: null);

        Assert.Equal([SeenFrame.Broken(CloseCode.ProtocolError)], Feed(WireFormat.WebSocketJson.CreateGatewayReader(), unmasked, 1));
        Assert.Equal([SeenFrame.Broken(CloseCode.ProtocolError)], Feed(WireFormat.WebSocketJson.CreateClientReader(), masked, 1));
        Assert.Equal([SeenFrame.Message("x")], Feed(WireFormat.WebSocketJson.CreateClientReader(), unmasked, 1));
    }

    [Fact]
    public void Message_of_the_other_type_than_the_subprotocol_says_is_a_protocol_error()
    {
        Assert.Equal([SeenFrame.Broken(CloseCode.ProtocolError)], Feed(WireFormat.WebSocketJson.CreateGatewayReader(), WebSocketFrame(Binary, "x"), 1));
        Assert.Equal([SeenFrame.Broken(CloseCode.ProtocolError)], Feed(WireFormat.WebSocketProtobuf.CreateGatewayReader(), WebSocketFrame(Text, "x"), 1));
    }

    [Fact]
    public void Continuation_without_a_start_and_a_start_inside_a_message_are_protocol_errors()
    {
        byte[] twoStarts = [.. WebSocketFrame(Text, "a", isFinal: false), .. WebSocketFrame(Text, "b")];

        Assert.Equal([SeenFrame.Broken(CloseCode.ProtocolError)], Feed(WireFormat.WebSocketJson.CreateGatewayReader(), WebSocketFrame(Continuation, "a"), 1));
        Assert.Equal([SeenFrame.Broken(CloseCode.ProtocolError)], Feed(WireFormat.WebSocketJson.CreateGatewayReader(), twoStarts, 1));
    }

    [Fact]
    public void Frame_over_the_limit_is_refused_by_its_head_alone()
    {
        var head = WebSocketFrame(Text, new string('x', 1025)).AsSpan(0, 8).ToArray();

        Assert.Equal([SeenFrame.Broken(CloseCode.FrameTooLarge)], Feed(WireFormat.WebSocketJson.CreateGatewayReader(), head, 1));
    }

    [Fact]
    public void Fragments_count_together_against_the_limit()
    {
        byte[] Fragments(int lastBytes) =>
        [
            .. WebSocketFrame(Text, new string('x', 1000), isFinal: false),
            .. WebSocketFrame(Continuation, new string('x', 20), isFinal: false),
            .. WebSocketFrame(Continuation, new string('x', lastBytes)),
        ];

        Assert.Equal([SeenFrame.Message(new string('x', 1024))], Feed(WireFormat.WebSocketJson.CreateGatewayReader(), Fragments(4), 10));
        Assert.Equal([SeenFrame.Broken(CloseCode.FrameTooLarge)], Feed(WireFormat.WebSocketJson.CreateGatewayReader(), Fragments(5), 10));
    }

    [Fact]
    public void Message_after_a_fragmented_one_starts_afresh()
    {
        byte[] bytes =
        [
            .. WebSocketFrame(Binary, "one", isFinal: false), .. WebSocketFrame(Continuation, "!"),
            .. WebSocketFrame(Binary, "two", isFinal: false), .. WebSocketFrame(Continuation, "!"),
        ];

        Assert.Equal([SeenFrame.Message("one!"), SeenFrame.Message("two!")], Feed(WireFormat.WebSocketProtobuf.CreateGatewayReader(), bytes, 1));
    }

    [Fact]
    public void Text_that_is_not_utf8_is_a_protocol_error()
        => Assert.Equal(
            [SeenFrame.Broken(CloseCode.ProtocolError)],
            Feed(WireFormat.WebSocketJson.CreateGatewayReader(), WebSocketFrame(Text, [0xC3, 0x28]), 1));

    [Fact]
    public void Character_split_between_fragments_is_text()
    {
        byte[] bytes = [.. WebSocketFrame(Text, [0xC3], isFinal: false), .. WebSocketFrame(Continuation, [0xA9])];

        Assert.Equal([SeenFrame.Message("é")], Feed(WireFormat.WebSocketJson.CreateGatewayReader(), bytes, 1));
    }

    [Fact]
    public void Close_without_a_status_is_read_and_echoed_without_one()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        WireFormat.WebSocketJson.WriteCloseEcho(WebSocketCloseStatus.None, output);

        Assert.Equal([SeenFrame.Close(WebSocketCloseStatus.None, "")], Feed(WireFormat.WebSocketJson.CreateGatewayReader(), WebSocketFrame(Close, ""), 1));
        Assert.Equal("8800", Convert.ToHexString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("03")] // half a status
    [InlineData("03ED")] // 1005 is never sent
    [InlineData("03EE")] // nor 1006
    [InlineData("0000")]
    [InlineData("1388")] // 5000
    [InlineData("03E8C328")] // a reason that is not UTF-8
    public void Malformed_close_is_a_protocol_error(string payload)
        => Assert.Equal(
            [SeenFrame.Broken(CloseCode.ProtocolError)],
            Feed(WireFormat.WebSocketJson.CreateGatewayReader(), WebSocketFrame(Close, Convert.FromHexString(payload)), 1));

    [Fact]
    public void Gateway_close_tells_the_client_number_and_text()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        WireFormat.WebSocketProtobuf.WriteClose(CloseCode.Replaced, output);

        Assert.Equal(
            [SeenFrame.Close(CloseCode.Replaced.Number, CloseCode.Replaced.Text)],
            Feed(WireFormat.WebSocketProtobuf.CreateClientReader(), output.WrittenSpan.ToArray(), 1));
    }

    [Fact]
    public void Gateway_answers_a_ping_with_its_payload()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        WireFormat.WebSocketJson.WritePong("hi"u8, output);

        Assert.Equal(WebSocketFrame(Pong, "hi", key: null), output.WrittenSpan.ToArray());
    }
}
