using System.Text;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Protocol;

public sealed class VarintFrameReaderTests
{
    private static readonly byte[] ThreeFrames = [3, .. "abc"u8, 0, 0xC8, 0x01, .. Encoding.ASCII.GetBytes(new string('x', 200))];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Frames_in_pieces_of_any_size_are_the_same_frames(int pieceBytes)
    {
        var seen = FrameReading.Feed(VarintFrameReader.Instance, ThreeFrames, pieceBytes);

        Assert.Equal([SeenFrame.Message("abc"), SeenFrame.Message(""), SeenFrame.Message(new string('x', 200))], seen);
    }

    [Fact]
    public void Truncated_frame_asks_for_exactly_the_rest()
    {
        var read = VarintFrameReader.Instance.TryRead([0xC8, 0x01, 1, 2, 3], 1024);

        Assert.Equal((FrameReadKind.NeedMore, 202, 0), (read.Kind, read.BytesNeeded, read.Consumed));
    }

    [Fact]
    public void Frame_of_the_limit_is_read_and_one_byte_more_is_refused_before_its_payload_arrives()
    {
        Assert.Equal(FrameReadKind.NeedMore, VarintFrameReader.Instance.TryRead([0x80, 0x08], 1024).Kind);
        Assert.Equal(CloseCode.FrameTooLarge, VarintFrameReader.Instance.TryRead([0x81, 0x08], 1024).Fault);
    }

    [Fact]
    public void Padded_length_is_read_as_the_number_it_is()
        => Assert.Equal([SeenFrame.Message("a")], FrameReading.Feed(VarintFrameReader.Instance, [0x81, 0x80, 0x80, 0x80, 0x00, (byte)'a'], 1));

    [Theory]
    [InlineData("FF FF FF FF FF FF FF FF FF 01")] // -1 as a 64-bit varint
    [InlineData("FF FF FF FF 1F")] // 33 bits
    [InlineData("80 80 80 80 80 00")] // zero, padded to six bytes
    public void Length_beyond_32_bits_is_a_protocol_error(string hex)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", ""));

        Assert.Equal([SeenFrame.Broken(CloseCode.ProtocolError)], FrameReading.Feed(VarintFrameReader.Instance, bytes, 1));
    }

    [Fact]
    public void Length_of_32_bits_is_too_large_and_does_not_overflow()
        => Assert.Equal(CloseCode.FrameTooLarge, VarintFrameReader.Instance.TryRead([0xFF, 0xFF, 0xFF, 0xFF, 0x0F], int.MaxValue).Fault);

    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16_384)]
    [InlineData(int.MaxValue)]
    public void Length_that_is_written_is_read_again(int length)
    {
        Span<byte> prefix = stackalloc byte[FramePrefixes.BytesMax];
        var written = FramePrefixes.Varint(prefix, length);

        Assert.Equal((uint)length, VarintFrames.ReadLength(prefix[..written], out var prefixBytes));
        Assert.Equal(written, prefixBytes);
    }
}
