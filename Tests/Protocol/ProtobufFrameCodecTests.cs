using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Protocol;

public sealed class ProtobufFrameCodecTests : FrameCodecContract
{
    internal override IFrameCodec Codec => ProtobufFrameCodec.Instance;

    [Fact]
    public void Unknown_fields_beside_a_known_kind_are_ignored()
    {
        // Field 2000 of the frame, and field 9 of the heartbeat.
        Assert.True(Codec.TryDecode([0x82, 0x7D, 0x01, 0xFF, 0x12, 0x02, 0x48, 0x05], out ClientFrame? frame));
        Assert.Equal(new ClientFrame { Heartbeat = new Heartbeat() }, frame);
    }

    [Theory]
    [InlineData("")] // nothing
    [InlineData("827D00")] // only a field of the future
    [InlineData("0A05")] // a login whose bytes do not come
    [InlineData("0AFFFFFFFFFFFFFFFFFF01")] // a login of negative length
    [InlineData("1000")] // a heartbeat of the wrong wire type
    [InlineData("00")] // field number zero
    [InlineData("0F")] // wire type 7
    public void Bytes_that_are_no_frame_of_a_known_kind_are_refused(string hex)
        => Assert.False(Codec.TryDecode(Convert.FromHexString(hex), out ClientFrame? _));

    [Fact]
    public void Nesting_without_end_is_refused()
        => Assert.False(Codec.TryDecode(Enumerable.Repeat((byte)0x0B, 60_000).ToArray(), out ClientFrame? _));
}
