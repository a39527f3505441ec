using System.Buffers;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Protocol;

public sealed class WireFormatTests
{
    public static TheoryData<string> Names => WireFormats.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Frames_of_both_sides_arrive_byte_by_byte(string name)
    {
        var format = WireFormats.Named(name);
        foreach (var frame in SampleFrames.Client.Values)
        {
            var output = new ArrayBufferWriter<byte>();
            format.Write(frame, output);
            Assert.Equal(frame, Arrive<ClientFrame>(format.CreateGatewayReader(), output, format.Codec.TryDecode));
        }

        foreach (var frame in SampleFrames.Server.Values)
        {
            var output = new ArrayBufferWriter<byte>();
            format.Write(frame, output);
            Assert.Equal(frame, Arrive<ServerFrame>(format.CreateClientReader(), output, format.Codec.TryDecode));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Heartbeat_is_read_and_answered_without_allocating(string name)
    {
        var format = WireFormats.Named(name);
        var heartbeat = new ArrayBufferWriter<byte>();
        format.Write(new ClientFrame { Heartbeat = new Heartbeat() }, heartbeat);
        using var reader = format.CreateGatewayReader();
        var received = new byte[heartbeat.WrittenCount];
        var output = new ArrayBufferWriter<byte>(64);

        int Answer(int rounds)
        {
            var answered = 0;
            for (var round = 0; round < rounds; round++)
            {
                heartbeat.WrittenSpan.CopyTo(received);
                output.ResetWrittenCount();
                var read = reader.TryRead(received, 1024);
                if (read.Kind != FrameReadKind.Message || !format.Codec.IsHeartbeat(read.Payload))
                    continue;
                output.Write(format.HeartbeatAck.Span);
                answered++;
            }

            return answered;
        }

        Answer(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var answered = Answer(1_000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(1_000, answered);
        Assert.Equal(0, allocated);
        Assert.Equal(
            new ServerFrame { HeartbeatAck = new HeartbeatAck() },
            Arrive<ServerFrame>(format.CreateClientReader(), output, format.Codec.TryDecode));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Random_bytes_never_make_a_reader_throw_or_pass_the_limit(string name)
    {
        var random = new Random(6455);
        var kinds = new HashSet<FrameReadKind>();
        for (var round = 0; round < 5_000; round++)
        {
            var bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            if (round % 2 == 0)
                bytes[0] = (byte)(random.Next(2) * 0x80 | new[] { 0, 1, 2, 8, 9, 10 }[random.Next(6)]);
            using var reader = WireFormats.Named(name).CreateGatewayReader();
            foreach (var seen in FrameReading.Feed(reader, bytes, random.Next(1, 50), payloadBytesMax: 100))
            {
                kinds.Add(seen.Kind);
                Assert.InRange(seen.Payload.Length, 0, 125);
            }
        }

        Assert.Contains(FrameReadKind.Fault, kinds);
        Assert.Contains(FrameReadKind.Message, kinds);
    }

    [Fact]
    public void Gateway_pings_over_websocket_only_with_bytes_that_are_encoded_once()
    {
        foreach (var format in new[] { WireFormat.WebSocketProtobuf, WireFormat.WebSocketJson })
        {
            Assert.Equal([SeenFrame.Ping("")], FrameReading.Feed(format.CreateClientReader(), format.Ping.ToArray(), 1));
            Assert.True(format.Ping.Equals(format.Ping), "Each ping is the same piece of memory.");
        }

        Assert.True(WireFormat.Tcp.Ping.IsEmpty);
    }

    [Fact]
    public void Subprotocol_is_found_by_its_exact_name()
    {
        Assert.Same(WireFormat.WebSocketJson, WireFormat.ForSubprotocol("presence.v1.json"));
        Assert.Same(WireFormat.WebSocketProtobuf, WireFormat.ForSubprotocol("presence.v1.protobuf"));
        Assert.Null(WireFormat.ForSubprotocol("Presence.v1.json"));
        Assert.Null(WireFormat.ForSubprotocol(""));
    }

    private delegate bool Decode<TFrame>(ReadOnlySpan<byte> message, out TFrame? frame);

    private static TFrame? Arrive<TFrame>(FrameReader reader, ArrayBufferWriter<byte> output, Decode<TFrame> decode)
    {
        var received = output.WrittenSpan.ToArray();
        for (var length = 0; length < received.Length; length++)
            Assert.Equal(FrameReadKind.NeedMore, reader.TryRead(received.AsSpan(0, length), 4096).Kind);
        var read = reader.TryRead(received, 4096);
        Assert.Equal((FrameReadKind.Message, received.Length), (read.Kind, read.Consumed));
        Assert.True(decode(read.Payload, out var frame));
        return frame;
    }
}
