using System.Text;
using System.Text.Json;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Delivery.Formats;
using Xunit;

namespace PresenceCluster.Tests.Delivery.Formats;

/// <summary>Which callbacks each event makes and how they are spelled: contract §2, as a table.</summary>
public sealed class TencentCallbackTests
{
    private const string Harmony = "Harmony";

    /// <summary>Platform, its spelling in the URL, in KickedDevice, and the reason of a heartbeat time-out.</summary>
    private static readonly (Platform Platform, string InUrl, string InKickedDevice, string TimeOut)[] Spellings =
    [
        (Platform.Android, "Android", "Android", "TimeOut"),
        (Platform.IPhone, "IOS", "iOS", "TimeOut"),
        (Platform.IPad, "iPad", "iPad", "TimeOut"),
        (Platform.HarmonyOS, Harmony, Harmony, "TimeOut"),
        (Platform.Windows, "Windows", "Windows", "TimeOut"),
        (Platform.Mac, "Mac", "Mac", "TimeOut"),
        (Platform.Linux, "Linux", "Linux", "TimeOut"),
        (Platform.Web, "Web", "Web", "LinkClose"),
        (Platform.MiniProgram, "Web", "Web", "LinkClose"),
    ];

    public static TheoryData<StatusAction, SessionEndReason?, Platform, string, string, string> Sent()
    {
        TheoryData<StatusAction, SessionEndReason?, Platform, string, string, string> rows = [];
        foreach (var (platform, inUrl, _, timeOut) in Spellings)
        {
            rows.Add(StatusAction.Login, null, platform, inUrl, "Login", "Register");
            rows.Add(StatusAction.Logout, SessionEndReason.LoggedOut, platform, inUrl, "Logout", "Unregister");
            rows.Add(StatusAction.Disconnect, SessionEndReason.Closed, platform, inUrl, "Disconnect", "LinkClose");
            rows.Add(StatusAction.Disconnect, SessionEndReason.TimedOut, platform, inUrl, "Disconnect", timeOut);
            rows.Add(StatusAction.Disconnect, SessionEndReason.GatewayLost, platform, inUrl, "Disconnect", "LinkClose");
            rows.Add(StatusAction.Kick, SessionEndReason.Kicked, platform, inUrl, "Logout", "Unregister");
            rows.Add(StatusAction.Kick, SessionEndReason.PolicyChanged, platform, inUrl, "Logout", "Unregister");
            rows.Add(StatusAction.AccountDelete, SessionEndReason.AccountDeleted, platform, inUrl, "Logout", "Unregister");
            rows.Add(StatusAction.CustomStatusChange, null, platform, inUrl, "CustomStatusChange", "SetCustomStatus");
        }

        return rows;
    }

    [Fact]
    public void Every_platform_stands_in_the_table()
        => Assert.Equal(Platforms.All, Spellings.Select(row => row.Platform));

    [Theory]
    [MemberData(nameof(Sent))]
    public void Event_of_one_device_makes_one_callback(
        StatusAction action, SessionEndReason? reason, Platform platform, string inUrl, string callbackAction, string callbackReason)
    {
        var callback = Assert.Single(TencentCallback.From(EventExamples.Event(action, reason, platform)));

        Assert.Equal((callbackAction, callbackReason), (callback.Action, callback.Reason));
        Assert.Equal(inUrl, TencentPlatform.InUrl(callback.Session.Platform, Harmony));
    }

    [Theory]
    [InlineData(StatusAction.Decay, SessionEndReason.Decayed)]
    [InlineData(StatusAction.AccountImport, null)]
    [InlineData(StatusAction.Revoke, null)]
    public void Event_that_Tencent_does_not_know_makes_no_callback(StatusAction action, SessionEndReason? reason)
        => Assert.Empty(TencentCallback.From(EventExamples.Event(action, reason, Platform.Android)));

    [Fact]
    public void Every_action_is_sent_or_not_by_decision()
        => Assert.All(Enum.GetValues<StatusAction>(), action => TencentCallback.From(EventExamples.Event(action, null)));

    [Theory]
    [InlineData(StatusAction.Kick, SessionEndReason.Kicked)]
    [InlineData(StatusAction.AccountDelete, SessionEndReason.AccountDeleted)]
    [InlineData(StatusAction.Disconnect, SessionEndReason.GatewayLost)]
    public void Event_of_several_devices_makes_one_callback_for_each_that_was_connected(StatusAction action, SessionEndReason reason)
    {
        var happened = EventExamples.Event(action, reason, Platform.Windows, Platform.Web) with
        {
            Sessions =
            [
                EventExamples.SessionOn(Platform.Windows),
                EventExamples.SessionOn(Platform.Android, PresenceStatus.PushOnline),
                EventExamples.SessionOn(Platform.Web),
            ],
        };

        Assert.Equal([Platform.Windows, Platform.Web], TencentCallback.From(happened).Select(callback => callback.Session.Platform));
    }

    [Fact]
    public void Login_body_is_exactly_the_contracts()
        => Assert.Equal(
            """{"CallbackCommand":"State.StateChange","EventTime":1629883332497,"Info":"""
                + """{"Action":"Login","To_Account":"testuser316","Reason":"Register"},"KickedDevice":"""
                + """[{"Platform":"Windows"},{"Platform":"Android"}]}""",
            BodyOf(EventExamples.Login(Platform.IPhone, Platform.Windows, Platform.Android)));

    [Fact]
    public void Login_that_pushed_nobody_out_has_no_kicked_devices()
        => Assert.Equal(
            """{"CallbackCommand":"State.StateChange","EventTime":1629883332497,"Info":{"Action":"Login","To_Account":"testuser316","Reason":"Register"}}""",
            BodyOf(EventExamples.Login(Platform.IPhone)));

    [Fact]
    public void Kicked_devices_are_spelled_as_in_the_contract()
    {
        using var body = JsonDocument.Parse(BodyOf(EventExamples.Login(Platform.Web, [.. Spellings.Select(row => row.Platform)])));

        Assert.Equal(
            Spellings.Select(row => row.InKickedDevice),
            body.RootElement.GetProperty("KickedDevice").EnumerateArray().Select(device => device.GetProperty("Platform").GetString()));
    }

    [Fact]
    public void Custom_status_stands_in_its_own_callback_only()
    {
        var changed = EventExamples.Event(StatusAction.CustomStatusChange, null, Platform.Web) with { CustomStatus = "at \"lunch\"" };
        using var body = JsonDocument.Parse(BodyOf(changed));

        Assert.Equal("at \"lunch\"", body.RootElement.GetProperty("Info").GetProperty("CustomStatus").GetString());
        Assert.DoesNotContain("CustomStatus", BodyOf(EventExamples.Login(Platform.Web) with { CustomStatus = "x" }), StringComparison.Ordinal);
    }

    private static string BodyOf(StatusEvent happened)
        => Encoding.UTF8.GetString(Assert.Single(TencentCallback.From(happened)).Write("testuser316", happened, Harmony));
}
