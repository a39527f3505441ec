using System.Buffers;
using System.Text;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Protocol;

public sealed class JsonFrameCodecTests : FrameCodecContract
{
    internal override IFrameCodec Codec => JsonFrameCodec.Instance;

    [Fact]
    public void Unknown_fields_beside_a_known_kind_are_ignored()
    {
        Assert.True(Codec.TryDecode("""{"login":{"userId":"a","colour":{"deep":[1,null]}},"trace":"x"}"""u8, out ClientFrame? frame));
        Assert.Equal(new ClientFrame { Login = new Login { UserId = "a" } }, frame);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"dance":{}}""")]
    [InlineData("""{"heartbeat":{}} {}""")]
    [InlineData("""{"heartbeat":{},"logout":{}}""")]
    [InlineData("""{"login":{"appId":-1}}""")]
    [InlineData("""{"login":{"appId":1e99}}""")]
    [InlineData("""{"login":{"appId":"x"}}""")]
    [InlineData("""{"login":{"userSig":"a","jwt":"b"}}""")]
    [InlineData("""{"query":{"userIds":[null]}}""")]
    [InlineData("""{"setCustomStatus":{"text":"\ud800"}}""")]
    public void Text_that_is_no_frame_of_a_known_kind_is_refused(string text)
        => Assert.False(Codec.TryDecode(Encoding.UTF8.GetBytes(text), out ClientFrame? _));

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused()
        => Assert.False(Codec.TryDecode([.. "{\"heartbeat\":{},\"x\":\""u8, 0xC3, 0x28, .. "\"}"u8], out ClientFrame? _));

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public void Nesting_without_end_is_skipped_in_an_unknown_field_and_refused_in_a_known_one(string open, string close)
    {
        var deep = string.Concat(Enumerable.Repeat(open, 5_000)) + "1" + string.Concat(Enumerable.Repeat(close, 5_000));

        Assert.True(Codec.TryDecode(Encoding.UTF8.GetBytes($$"""{"heartbeat":{},"x":{{deep}}}"""), out ClientFrame? _));
        Assert.False(Codec.TryDecode(Encoding.UTF8.GetBytes($$$"""{"query":{"userIds":{{{deep}}}}}"""), out ClientFrame? _));
    }

    [Theory]
    [InlineData("""{"heartbeat":{}}""")] // JavaScript
    [InlineData("""{"heartbeat": {}}""")] // Python
    [InlineData("""{ "heartbeat": { } }""")] // protobuf for .NET
    public void Heartbeat_is_recognised_in_the_usual_spellings(string text) => Assert.True(Codec.IsHeartbeat(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Default_values_are_written_out()
    {
        var output = new ArrayBufferWriter<byte>();
        Codec.Encode(new ServerFrame { QueryResult = new QueryResult { Presences = { new Presence { UserId = "bob" } } } }, FramePrefixes.None, output);

        Assert.Contains("\"status\": \"OFFLINE\"", Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }
}
