using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using PresenceCluster.Gateway.Connections;
using PresenceCluster.Protocol;
using Xunit;
using IMessage = Google.Protobuf.IMessage;

namespace PresenceCluster.Tests.Protocol;

/// <summary>docs/protocol.md agrees with the code: kinds, close codes, refusals, limits and every byte of its examples.</summary>
public sealed partial class ProtocolDocumentTests
{
    private const string SessionId = "000102030405060708090a0b0c0d0e0f";

    private static string Document { get; } = File.ReadAllText(Path.Combine(Repository.Root, "docs", "protocol.md"));

    public static TheoryData<string> Kinds { get; } =
        [.. SampleFrames.KindsOf(ClientFrame.Descriptor).Concat(SampleFrames.KindsOf(ServerFrame.Descriptor))];

    public static TheoryData<string> CloseCodes { get; } = [.. CloseCode.All.Select(code => code.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_frame_kind_has_its_row(string kind) => Assert.Contains($"\n| `{kind}` |", Document, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(CloseCodes))]
    public void Every_close_code_has_its_row(string name)
    {
        var code = CloseCode.All.Single(candidate => candidate.Name == name);
        var may = code.MayReconnect ? "yes" : "no";

        Assert.Contains($"\n| {code.Number} | {code.Name} | {may} | {code.Text} |\n", Document, StringComparison.Ordinal);
    }

    [Fact]
    public void Close_code_table_has_no_other_row()
        => Assert.Equal(CloseCode.All.Length, CloseCodeRow().Count(Document));

    [Fact]
    public void Every_refusal_has_its_row()
        => Assert.All(RefusalCode.All, code => Assert.Contains($"\n| {code.Number} | {code.Text} |", Document, StringComparison.Ordinal));

    [Fact]
    public void Limits_are_those_of_the_code()
    {
        var limits = new FrameLimits();

        Assert.Contains($"| frame before the login is answered | {limits.LoginFrameBytesMax / 1024} KiB |", Document, StringComparison.Ordinal);
        Assert.Contains($"| frame after | {limits.ClientFrameBytesMax / 1024} KiB |", Document, StringComparison.Ordinal);
        Assert.Contains($"| frame from the gateway | {limits.ServerFrameBytesMax / 1024 / 1024} MiB |", Document, StringComparison.Ordinal);
        Assert.Contains($"| head of the WebSocket upgrade request | {limits.UpgradeHeadBytesMax / 1024} KiB |", Document, StringComparison.Ordinal);
        Assert.Contains($"| `query.user_ids` | {FrameLimits.QueryUserIdsMax} |", Document, StringComparison.Ordinal);
        Assert.Contains($"| `user_id` | 1 to {FrameLimits.UserIdBytesMax} bytes", Document, StringComparison.Ordinal);
        Assert.Contains($"| `device_id` | 1 to {FrameLimits.DeviceIdBytesMax} bytes", Document, StringComparison.Ordinal);
        Assert.Contains($"| `client_version`, `os_version` | {FrameLimits.VersionBytesMax} bytes", Document, StringComparison.Ordinal);
        Assert.Contains(
            $"| `features` | {FrameLimits.FeaturesMax} names of 1 to {FrameLimits.FeatureBytesMax} bytes", Document, StringComparison.Ordinal);
        Assert.Contains($" pings a client that was silent for {ClientSession.PingPeriod.TotalSeconds} s.", Document, StringComparison.Ordinal);
        Assert.Contains($"| `set_custom_status.text` | {FrameLimits.CustomStatusBytesMax} bytes", Document, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_hex_example_is_what_the_code_writes()
    {
        var examples = Examples("hex").ToDictionary(example => example.Kind, example => Convert.ToHexString(FromHex(example.Text)));

        Assert.Equal(["heartbeat", "heartbeat_ack", "kicked", "login", "login_result", "logout"], examples.Keys.Order());
        Assert.All(examples, example => Assert.Equal(Written(example.Key), example.Value));
    }

    [Fact]
    public void Every_json_example_is_understood_as_the_frame_it_shows()
    {
        var examples = Examples("json").ToList();

        Assert.Equal(13, examples.Count);
        Assert.All(examples, example =>
        {
            var message = Encoding.UTF8.GetBytes(example.Text.Trim());
            IMessage? frame = ClientExamples.ContainsKey(example.Kind)
                ? JsonFrameCodec.Instance.TryDecode(message, out ClientFrame? client) ? client : null
                : JsonFrameCodec.Instance.TryDecode(message, out ServerFrame? server) ? server : null;
            Assert.Equal(ClientExamples.TryGetValue(example.Kind, out var said) ? said : ServerExamples[example.Kind], frame);
        });
    }

    private static Dictionary<string, ClientFrame> ClientExamples { get; } = new(SampleFrames.Client)
    {
        ["login"] = new()
        {
            Login = new Login { AppId = 1400000000, UserId = "alice", Platform = "Android", DeviceId = "phone-1", UserSig = "eJyrVg__" },
        },
        ["set_custom_status"] = new() { SetCustomStatus = new SetCustomStatus { Text = "on the train", RequestId = 8 } },
    };

    private static Dictionary<string, ServerFrame> ServerExamples { get; } = new(SampleFrames.Server)
    {
        ["login_result"] = new()
        {
            LoginResult = new LoginResult
            {
                SessionId = SessionId,
                Epoch = 1,
                HeartbeatIntervalMs = 120_000,
                HeartbeatTimeoutMs = 400_000,
                GatewayVersion = "0.1.0",
            },
        },
        ["query_result"] = new() { QueryResult = WithoutCustomStatus(SampleFrames.Server["query_result"].QueryResult.Clone()) },
    };

    private static QueryResult WithoutCustomStatus(QueryResult result)
    {
        result.Presences[0].CustomStatus = "";
        return result;
    }

    private static string Written(string kind)
    {
        var output = new ArrayBufferWriter<byte>();
        if (ClientExamples.TryGetValue(kind, out var said))
            WireFormat.Tcp.Write(said, output);
        else
            WireFormat.Tcp.Write(ServerExamples[kind], output);
        return Convert.ToHexString(output.WrittenSpan);
    }

    private static IEnumerable<(string Kind, string Text)> Examples(string language)
        => Example().Matches(Document).Where(match => match.Groups[1].Value == language).Select(match => (match.Groups[2].Value, match.Groups[3].Value));

    private static byte[] FromHex(string example)
        => Convert.FromHexString(string.Concat(example.Split('\n').Select(line => line.Split('#')[0].Replace(" ", "", StringComparison.Ordinal))));

    [GeneratedRegex(@"^```(hex|json) (\w+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"^\| (1000|4\d\d\d) \| ", RegexOptions.Multiline)]
    private static partial Regex CloseCodeRow();
}
