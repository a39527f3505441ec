using System.Buffers;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Protocol;

/// <summary>The required behaviour of every codec; one subclass each.</summary>
public abstract class FrameCodecContract
{
    internal abstract IFrameCodec Codec { get; }

    public static TheoryData<string> ClientKinds { get; } = [.. SampleFrames.Client.Keys];

    public static TheoryData<string> ServerKinds { get; } = [.. SampleFrames.Server.Keys];

    [Fact]
    public void Samples_cover_every_kind()
    {
        Assert.Equal(SampleFrames.KindsOf(ClientFrame.Descriptor).Order(), SampleFrames.Client.Keys.Order());
        Assert.Equal(SampleFrames.KindsOf(ServerFrame.Descriptor).Order(), SampleFrames.Server.Keys.Order());
    }

    [Theory]
    [MemberData(nameof(ClientKinds))]
    public void Client_frame_of_every_kind_comes_back(string kind)
    {
        var output = new ArrayBufferWriter<byte>();
        Codec.Encode(SampleFrames.Client[kind], FramePrefixes.None, output);

        Assert.True(Codec.TryDecode(output.WrittenSpan, out ClientFrame? frame));
        Assert.Equal(SampleFrames.Client[kind], frame);
    }

    [Theory]
    [MemberData(nameof(ServerKinds))]
    public void Server_frame_of_every_kind_comes_back(string kind)
    {
        var output = new ArrayBufferWriter<byte>();
        Codec.Encode(SampleFrames.Server[kind], FramePrefixes.None, output);

        Assert.True(Codec.TryDecode(output.WrittenSpan, out ServerFrame? frame));
        Assert.Equal(SampleFrames.Server[kind], frame);
    }

    [Theory]
    [MemberData(nameof(ClientKinds))]
    public void Only_a_heartbeat_is_a_heartbeat(string kind)
    {
        var output = new ArrayBufferWriter<byte>();
        Codec.Encode(SampleFrames.Client[kind], FramePrefixes.None, output);

        Assert.Equal(kind == "heartbeat", Codec.IsHeartbeat(output.WrittenSpan));
    }

    [Fact]
    public void Fixed_heartbeat_bytes_mean_what_the_frames_mean()
    {
        Assert.True(Codec.TryDecode(Codec.Heartbeat.Span, out ClientFrame? heartbeat));
        Assert.True(Codec.TryDecode(Codec.HeartbeatAck.Span, out ServerFrame? ack));
        Assert.Equal(ClientFrame.KindOneofCase.Heartbeat, heartbeat.KindCase);
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, ack.KindCase);
        Assert.True(Codec.IsHeartbeat(Codec.Heartbeat.Span));
    }

    [Theory]
    [MemberData(nameof(ClientKinds))]
    public void Truncated_frame_is_refused_or_a_smaller_frame_but_never_thrown_at(string kind)
    {
        var output = new ArrayBufferWriter<byte>();
        Codec.Encode(SampleFrames.Client[kind], FramePrefixes.None, output);
        for (var length = 0; length < output.WrittenCount; length++)
        {
            var isFrame = Codec.TryDecode(output.WrittenSpan[..length], out ClientFrame? frame);
            Assert.Equal(isFrame, frame is { KindCase: not ClientFrame.KindOneofCase.None } && isFrame);
        }

        Assert.False(Codec.TryDecode([], out ClientFrame? _), "An empty message is no frame.");
    }

    [Fact]
    public void Random_bytes_and_mutated_frames_never_throw()
    {
        var random = new Random(20261123);
        var originals = SampleFrames.Client.Values.Select(frame =>
        {
            var output = new ArrayBufferWriter<byte>();
            Codec.Encode(frame, FramePrefixes.None, output);
            return output.WrittenSpan.ToArray();
        }).ToArray();
        var refused = 0;
        for (var round = 0; round < 20_000; round++)
        {
            byte[] bytes = round % 2 == 0 ? new byte[random.Next(40)] : [.. originals[random.Next(originals.Length)]];
            if (round % 2 == 0)
                random.NextBytes(bytes);
            for (var change = random.Next(4); change > 0 && bytes.Length > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            refused += Codec.TryDecode(bytes, out ClientFrame? _) ? 0 : 1;
            Codec.TryDecode(bytes, out ServerFrame? _);
        }

        Assert.InRange(refused, 5_000, 19_999);
    }
}
