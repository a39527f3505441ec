using System.Collections.Frozen;
using System.Collections.Immutable;

namespace PresenceCluster.Protocol;

/// <summary>
/// Why a connection ends. The wire carries it in the frames kicked, go_away and error, and as the status of a WebSocket close frame. A
/// closed catalogue; numbers are never reused. The gateway translates the Domain's <c>SessionEndReason</c> into these codes.
/// </summary>
public sealed record CloseCode
{
    private CloseCode(int number, string name, bool mayReconnect, string text)
    {
        Number = number;
        Name = name;
        MayReconnect = mayReconnect;
        Text = text;
    }

    /// <summary>The number on the wire: 1000, or from WebSocket's private range 4000 to 4999.</summary>
    public int Number { get; }

    /// <summary>The code's name in code, documents and metrics.</summary>
    public string Name { get; }

    /// <summary>Whether the client may connect again by itself with the same login.</summary>
    public bool MayReconnect { get; }

    /// <summary>A sentence for humans; short enough for a WebSocket close frame.</summary>
    public string Text { get; }

    /// <summary>The client logged out.</summary>
    public static CloseCode LoggedOut { get; } = new(1000, nameof(LoggedOut), false, "Logged out.");

    /// <summary>No login came in time.</summary>
    public static CloseCode LoginTimeout { get; } = new(4001, nameof(LoginTimeout), true, "No login arrived in time.");

    /// <summary>Bytes that are no frame, or a frame that makes no sense.</summary>
    public static CloseCode ProtocolError { get; } = new(4002, nameof(ProtocolError), false, "The bytes are not a frame of this protocol.");

    /// <summary>A frame longer than allowed.</summary>
    public static CloseCode FrameTooLarge { get; } = new(4003, nameof(FrameTooLarge), false, "The frame is longer than allowed.");

    /// <summary>More frames than allowed in the time.</summary>
    public static CloseCode Flooding { get; } = new(4004, nameof(Flooding), true, "Too many frames in too short a time.");

    /// <summary>A second login on one connection.</summary>
    public static CloseCode AlreadyLoggedIn { get; } = new(4005, nameof(AlreadyLoggedIn), false, "This connection is logged in already.");

    /// <summary>Another frame before the login.</summary>
    public static CloseCode NotLoggedIn { get; } = new(4006, nameof(NotLoggedIn), false, "The first frame must be a login.");

    /// <summary>The client does not read the frames that it is sent.</summary>
    public static CloseCode SlowConsumer { get; } = new(4007, nameof(SlowConsumer), true, "The client reads too slowly.");

    /// <summary>The credential does not prove the login.</summary>
    public static CloseCode BadCredential { get; } = new(4010, nameof(BadCredential), false, "The credential is not valid for this login.");

    /// <summary>The credential is out of date.</summary>
    public static CloseCode CredentialExpired { get; } = new(4011, nameof(CredentialExpired), false, "The credential has expired.");

    /// <summary>The credential was issued before the latest revocation.</summary>
    public static CloseCode CredentialRevoked { get; } = new(4012, nameof(CredentialRevoked), false, "The credential has been revoked.");

    /// <summary>There is no such app.</summary>
    public static CloseCode UnknownApp { get; } = new(4013, nameof(UnknownApp), false, "There is no such app.");

    /// <summary>The user id is not 1 to 32 bytes of printable ASCII.</summary>
    public static CloseCode InvalidUserId { get; } = new(4014, nameof(InvalidUserId), false, "A user id is 1 to 32 printable ASCII characters.");

    /// <summary>The platform is not one of the catalogue.</summary>
    public static CloseCode UnknownPlatform { get; } = new(4015, nameof(UnknownPlatform), false, "There is no such platform.");

    /// <summary>The device id is not 1 to 64 bytes of printable ASCII.</summary>
    public static CloseCode InvalidDeviceId { get; } = new(4016, nameof(InvalidDeviceId), false, "A device id is 1 to 64 printable ASCII characters.");

    /// <summary>By the service's clock the credential was issued in the future. It counts once that time has come.</summary>
    public static CloseCode CredentialFromFuture { get; } =
        new(4017, nameof(CredentialFromFuture), true, "The credential was issued in the future by the service's clock: check the signer's clock.");

    /// <summary>What the client says of itself at login is too long, or not printable ASCII.</summary>
    public static CloseCode InvalidClientInfo { get; } = new(
        4018,
        nameof(InvalidClientInfo),
        false,
        "A client's versions have up to 64 printable ASCII characters, its features up to 8 names of 1 to 32.");

    /// <summary>A login on another device took the place.</summary>
    public static CloseCode Replaced { get; } = new(4020, nameof(Replaced), false, "Another device logged in.");

    /// <summary>An administrator ended the session.</summary>
    public static CloseCode Kicked { get; } = new(4021, nameof(Kicked), false, "An administrator ended the session.");

    /// <summary>The same device connected again elsewhere; its new connection has the session.</summary>
    public static CloseCode TakenOver { get; } = new(4022, nameof(TakenOver), false, "The same device connected again.");

    /// <summary>The account was deleted.</summary>
    public static CloseCode AccountDeleted { get; } = new(4023, nameof(AccountDeleted), false, "The account was deleted.");

    /// <summary>A changed login policy was enforced at once.</summary>
    public static CloseCode PolicyChanged { get; } = new(4024, nameof(PolicyChanged), false, "The login policy changed.");

    /// <summary>No heartbeat for the platform's time-out.</summary>
    public static CloseCode HeartbeatTimeout { get; } = new(4030, nameof(HeartbeatTimeout), true, "No heartbeat arrived in time.");

    /// <summary>The gateway is shutting down or is drained.</summary>
    public static CloseCode GoingAway { get; } = new(4040, nameof(GoingAway), true, "The gateway is shutting down.");

    /// <summary>The cluster cannot answer at the moment.</summary>
    public static CloseCode Unavailable { get; } = new(4041, nameof(Unavailable), true, "The service cannot answer at the moment.");

    /// <summary>The gateway sheds load.</summary>
    public static CloseCode Overloaded { get; } = new(4042, nameof(Overloaded), true, "The gateway is overloaded.");

    /// <summary>Every code, by number.</summary>
    public static ImmutableArray<CloseCode> All { get; } =
    [
        LoggedOut,
        LoginTimeout, ProtocolError, FrameTooLarge, Flooding, AlreadyLoggedIn, NotLoggedIn, SlowConsumer,
        BadCredential, CredentialExpired, CredentialRevoked, UnknownApp, InvalidUserId, UnknownPlatform, InvalidDeviceId,
        CredentialFromFuture, InvalidClientInfo,
        Replaced, Kicked, TakenOver, AccountDeleted, PolicyChanged,
        HeartbeatTimeout, GoingAway, Unavailable, Overloaded,
    ];

    private static FrozenDictionary<int, CloseCode> ByNumber { get; } = All.ToFrozenDictionary(code => code.Number);

    /// <summary>The code with a number; null for a foreign number, such as one that a proxy put into a close frame.</summary>
    public static CloseCode? FromNumber(long number)
        => number is >= 0 and <= ushort.MaxValue && ByNumber.TryGetValue((int)number, out var code) ? code : null;

    /// <summary>Number and name, for logs.</summary>
    public override string ToString() => $"{Number} {Name}";
}
