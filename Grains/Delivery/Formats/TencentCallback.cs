using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Delivery.Formats;

/// <summary>
/// One callback <c>State.StateChange</c> (contract §2), and the mapping of events to callbacks. Tencent calls back per device, so an event
/// of several devices makes several callbacks. An event that Tencent does not know makes none.
/// </summary>
/// <param name="Session">The device, for <c>OptPlatform</c> and <c>ClientIP</c>.</param>
/// <param name="Action">The callback's action.</param>
/// <param name="Reason">The callback's reason.</param>
internal sealed record TencentCallback(Session Session, string Action, string Reason)
{
    /// <summary>The callback's name.</summary>
    public const string Command = "State.StateChange";

    private const string Login = "Login";
    private const string Logout = "Logout";
    private const string Disconnect = "Disconnect";
    private const string Register = "Register";
    private const string Unregister = "Unregister";
    private const string LinkClose = "LinkClose";
    private const string HeartbeatTimeOut = "TimeOut";
    private const string CustomStatusChange = "CustomStatusChange";
    private const string SetCustomStatus = "SetCustomStatus";

    /// <summary>The callbacks for an event, in the order in which they are sent; none when Tencent sends none.</summary>
    public static ImmutableArray<TencentCallback> From(StatusEvent happened) => happened.Action switch
    {
        // One callback only, the new device's: its KickedDevice lists the devices that it pushed out.
        StatusAction.Login => [.. happened.Sessions.Select(session => new TencentCallback(session, Login, Register))],
        StatusAction.Logout => OfConnected(happened, Logout, _ => Unregister),
        StatusAction.Disconnect => OfConnected(happened, Disconnect, platform => ReasonOf(platform, happened.Reason)),
        StatusAction.CustomStatusChange =>
            [.. happened.Sessions.Take(1).Select(session => new TencentCallback(session, CustomStatusChange, SetCustomStatus))],
        // The connected devices are told, so the back end is told too (docs/adr/0007).
        StatusAction.Kick or StatusAction.AccountDelete => OfConnected(happened, Logout, _ => Unregister),
        // PushOnline to Offline after 7 days: no callback is documented. The other two change no device.
        StatusAction.Decay or StatusAction.AccountImport or StatusAction.Revoke => [],
        _ => throw new UnreachableException($"No arm for {happened.Action}."),
    };

    /// <summary>Writes the callback's body.</summary>
    public byte[] Write(string userId, StatusEvent happened, string harmonyName)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("CallbackCommand"u8, Command);
            json.WriteNumber("EventTime"u8, happened.At.ToUnixTimeMilliseconds());
            json.WriteStartObject("Info"u8);
            json.WriteString("Action"u8, Action);
            json.WriteString("To_Account"u8, userId);
            json.WriteString("Reason"u8, Reason);
            if (Action == CustomStatusChange)
                json.WriteString("CustomStatus"u8, happened.CustomStatus);
            json.WriteEndObject();
            if (Action == Login && !happened.PushedOut.IsEmpty)
                WriteKickedDevices(json, happened.PushedOut, harmonyName);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static ImmutableArray<TencentCallback> OfConnected(StatusEvent happened, string action, Func<Platform, string> reason)
        => [.. happened.Sessions
            .Where(session => session.Status == PresenceStatus.Online)
            .Select(session => new TencentCallback(session, action, reason(session.Platform)))];

    // The time-out of a Web page or a mini program after 60 s counts as a closed link (contract §8). So do a dead gateway's connections.
    private static string ReasonOf(Platform platform, SessionEndReason? reason)
        => reason == SessionEndReason.TimedOut && platform.Kind != PlatformKind.Web ? HeartbeatTimeOut : LinkClose;

    private static void WriteKickedDevices(Utf8JsonWriter json, ImmutableArray<Session> pushedOut, string harmonyName)
    {
        json.WriteStartArray("KickedDevice"u8);
        foreach (var session in pushedOut)
        {
            json.WriteStartObject();
            json.WriteString("Platform"u8, TencentPlatform.InKickedDevice(session.Platform, harmonyName));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
