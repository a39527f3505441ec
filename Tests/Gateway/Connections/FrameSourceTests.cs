using PresenceCluster.Gateway.Connections;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Connections;

public sealed class FrameSourceTests
{
    [Fact]
    public void Answer_to_the_close_frame_is_found_in_pieces_and_behind_other_frames()
    {
        // A ping, then a close frame with status 1000, both masked with zeros.
        byte[] bytes = [0x89, 0x80, 0, 0, 0, 0, 0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE8];
        var frames = new FrameSource(WireFormat.WebSocketJson);
        List<bool> isFound = [];

        foreach (var one in bytes)
        {
            frames.Space().Span[0] = one;
            frames.Advance(1);
            isFound.Add(frames.SkipToClose(payloadBytesMax: 1024));
        }

        Assert.Equal(bytes.Length - 1, isFound.IndexOf(true));
    }
}
