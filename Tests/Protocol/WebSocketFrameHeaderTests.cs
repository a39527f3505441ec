using PresenceCluster.Protocol.WebSockets;
using Xunit;

namespace PresenceCluster.Tests.Protocol;

public sealed class WebSocketFrameHeaderTests
{
    [Theory]
    [InlineData("81 05", false, 5, 2)]
    [InlineData("81 85 01 02 03 04", true, 5, 6)]
    [InlineData("82 7E 01 00", false, 256, 4)]
    [InlineData("82 FF 00 00 00 00 00 01 00 00 01 02 03 04", true, 65_536, 14)]
    public void Head_is_read_with_each_length_form(string hex, bool isMasked, long payloadBytes, int headerBytes)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", ""));

        Assert.True(WebSocketFrameHeader.TryRead(bytes, out var header, out _));
        Assert.Equal((isMasked, payloadBytes, headerBytes), (header.IsMasked, header.PayloadBytes, header.HeaderBytes));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(WebSocketFrameHeader.TryRead(bytes.AsSpan(0, length), out _, out var bytesNeeded));
            Assert.InRange(bytesNeeded, length + 1, bytes.Length);
        }
    }

    [Theory]
    [InlineData("C1 80 00 00 00 00")] // a reserved bit: no extension was agreed on
    [InlineData("91 80 00 00 00 00")]
    [InlineData("83 80 00 00 00 00")] // reserved opcodes
    [InlineData("8B 80 00 00 00 00")]
    [InlineData("09 80 00 00 00 00")] // a fragmented ping
    [InlineData("89 FE 00 7E 00 00 00 00")] // a ping of 126 bytes
    [InlineData("82 FE 00 7D 00 00 00 00")] // 125 in the 16-bit form
    [InlineData("82 FF 00 00 00 00 00 00 FF FF 00 00 00 00")] // 65,535 in the 64-bit form
    [InlineData("82 FF 80 00 00 00 00 00 00 00 00 00 00 00")] // a negative length
    public void Head_that_no_standard_allows_is_broken(string hex)
    {
        Assert.False(WebSocketFrameHeader.TryRead(Convert.FromHexString(hex.Replace(" ", "")), out _, out var bytesNeeded));
        Assert.Equal(0, bytesNeeded);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    public void Head_that_is_written_is_read_again(int payloadBytes)
    {
        Span<byte> bytes = stackalloc byte[WebSocketFrameWriter.HeaderBytesMax];
        var written = WebSocketFrameWriter.WriteHeader(bytes, WebSocketOpcode.Binary, payloadBytes);

        Assert.True(WebSocketFrameHeader.TryRead(bytes[..written], out var header, out _));
        Assert.Equal(new WebSocketFrameHeader(WebSocketOpcode.Binary, true, false, 0, payloadBytes, written), header);
    }

    [Fact]
    public void Mask_combines_every_byte_with_the_key_at_its_place_whatever_the_length()
    {
        var key = BitConverter.ToUInt32([0x11, 0x22, 0x33, 0x44]);
        for (var length = 0; length <= 100; length++)
        {
            var payload = new byte[length];
            WebSocketMask.Apply(payload, key);
            Assert.All(payload.Index(), entry => Assert.Equal((byte)(0x11 * ((entry.Index % 4) + 1)), entry.Item));
        }
    }
}
