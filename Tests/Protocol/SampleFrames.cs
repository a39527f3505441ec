using Google.Protobuf.Reflection;
using PresenceCluster.Protocol;

namespace PresenceCluster.Tests.Protocol;

/// <summary>One frame of every kind with every field set, by the kind's name in presence.proto.</summary>
internal static class SampleFrames
{
    public static IReadOnlyDictionary<string, ClientFrame> Client { get; } = new Dictionary<string, ClientFrame>
    {
        ["login"] = new()
        {
            Login = new Login
            {
                AppId = 1400000000,
                UserId = "alice",
                Platform = "Android",
                DeviceId = "phone-1",
                UserSig = "eJyrVg__",
                ResumeSession = "0f",
                Attempt = 5,
                ClientVersion = "chat 3.1.4",
                OsVersion = "Android 15",
                Features = { "groups", "polls" },
            },
        },
        ["heartbeat"] = new() { Heartbeat = new Heartbeat() },
        ["logout"] = new() { Logout = new Logout() },
        ["query"] = new() { Query = new Query { RequestId = 7, UserIds = { "bob", "carol" } } },
        ["set_custom_status"] = new() { SetCustomStatus = new SetCustomStatus { Text = "on the train é", RequestId = 8 } },
    };

    public static IReadOnlyDictionary<string, ServerFrame> Server { get; } = new Dictionary<string, ServerFrame>
    {
        ["login_result"] = new()
        {
            LoginResult = new LoginResult
            {
                SessionId = "0f",
                Epoch = long.MaxValue,
                HeartbeatIntervalMs = 120_000,
                HeartbeatTimeoutMs = 400_000,
                GatewayVersion = "0.1.0",
            },
        },
        ["heartbeat_ack"] = new() { HeartbeatAck = new HeartbeatAck() },
        ["query_result"] = new()
        {
            QueryResult = new QueryResult
            {
                RequestId = 7,
                Presences =
                {
                    new Presence
                    {
                        UserId = "bob", Status = Status.Online, CustomStatus = "é",
                        Devices = { new Device { Platform = "Web", Status = Status.Online }, new Device { Platform = "iPad", Status = Status.PushOnline } },
                    },
                },
                Errors = { new QueryError { UserId = "carol", Code = 70107 } },
            },
        },
        ["kicked"] = new() { Kicked = new Kicked { Code = 4020, Text = CloseCode.Replaced.Text, ByPlatform = "iPhone" } },
        ["go_away"] = new() { GoAway = new GoAway { Code = 4040, ReconnectAfterMs = 1500 } },
        ["error"] = new() { Error = new Error { Code = 4042, Text = CloseCode.Overloaded.Text, MayReconnect = true, ReconnectAfterMs = 7400 } },
        ["custom_status_result"] = new() { CustomStatusResult = new CustomStatusResult { RequestId = 8 } },
        ["request_refused"] = new()
        {
            RequestRefused = new RequestRefused { RequestId = 7, Code = 60007, Text = RefusalCode.TooManyRequests.Text, RetryAfterMs = 3200 },
        },
    };

    public static IEnumerable<string> KindsOf(MessageDescriptor frame) => frame.Oneofs.Single(oneof => oneof.Name == "kind").Fields.Select(field => field.Name);
}
