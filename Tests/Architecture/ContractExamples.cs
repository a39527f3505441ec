using System.Collections.Immutable;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Grains.Interfaces.Delivery;
using PresenceCluster.Grains.Interfaces.Operators;
using PresenceCluster.Grains.Interfaces.Processes;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Tests.Architecture;

/// <summary>One value of every type that crosses a process boundary, with every field set to a value other than its default.</summary>
internal static class ContractExamples
{
    private static readonly DateTimeOffset At = new(2024, 2, 29, 1, 2, 3, 456, TimeSpan.Zero);
    private static readonly GatewayId Gateway = new("S10.0.0.1:11111:12345");
    private static readonly ConnectionRef Connection = new(Gateway, long.MaxValue);
    private static readonly SessionId SessionId = new(Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057"));
    private static readonly AppId App = new(uint.MaxValue);

    public static ClientInfo Client { get; } = new()
    {
        Address = "2001:db8::7",
        Port = ushort.MaxValue,
        ClientVersion = "chat 3.1.4",
        OsVersion = "Android 15",
        Features = ["groups", "polls"],
    };

    public static AppSettings Settings { get; } = new()
    {
        Name = "Ünïcode \"app\"",
        Edition = Edition.Ultimate,
        SecretKeys = ["0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"],
        Administrators = ["admin", "ad/min 2"],
        Jwt = new JwtSettings { Issuer = "issuer", Audience = "audience", Keys = ["AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="] },
        LoginPolicy = LoginPolicyKind.Triple,
        InstanceCaps = new InstanceCaps { Android = 2, IPhone = 3, IPad = 2, HarmonyOS = 3, Windows = 2, Mac = 3, Linux = 2, Web = 10 },
        Timings = new AppTimings
        {
            NativeHeartbeatInterval = TimeSpan.FromSeconds(1.5),
            NativeHeartbeatTimeout = TimeSpan.FromSeconds(9),
            WebHeartbeatInterval = TimeSpan.FromSeconds(2),
            WebHeartbeatTimeout = TimeSpan.FromSeconds(6),
            PushOnlineRetention = TimeSpan.FromDays(30),
            EventRetention = TimeSpan.Zero,
        },
        MacKeepsPushOnline = true,
        ClientStatus = true,
        HarmonyPlatformName = "Harmony",
        Endpoints =
        [
            new WebhookEndpoint
            {
                Id = "back-end",
                Url = "https://a.example:8443/hook?k=v",
                Format = WebhookFormat.Tencent,
                Secrets = ["token"],
                Events = [StatusAction.Login, StatusAction.Disconnect],
                Enabled = false,
                BatchMax = 7,
                Timeout = TimeSpan.FromSeconds(1.5),
                Concurrency = 3,
                ClosedGrace = TimeSpan.FromSeconds(2),
                GatewayLostGrace = TimeSpan.FromSeconds(3),
                Retry = false,
                MaxAge = TimeSpan.FromHours(5),
                StartAfter = new EventPosition(ulong.MaxValue, long.MaxValue),
            },
        ],
    };

    private static OperatorAccount Operator { get; } = new()
    {
        Name = "alice",
        Role = OperatorRole.Admin,
        PasswordHash = "hash",
        MustChangePassword = true,
        Stamp = "stamp",
        CreatedAt = At,
    };

    public static UserPresence Presence { get; } = new()
    {
        Version = 1_000_000_007,
        IsRegistered = true,
        LastEpoch = 300,
        Sessions = [ASession(PresenceStatus.PushOnline, Platform.MiniProgram), ASession(PresenceStatus.Online, Platform.Android)],
        PushedOut =
        [
            new EndedSession(SessionId, 8, SessionEndReason.Replaced, Platform.IPad, At.AddTicks(2), At),
            new EndedSession(SessionId, 9, SessionEndReason.Kicked, null, At.AddTicks(3), At.AddTicks(1)),
        ],
        LastLoginAt = At.AddTicks(5),
        Barriers = [new LoginBarrier(PlatformSet.Of(Platform.Web, Platform.MiniProgram), At, SessionEndReason.Replaced, Platform.Linux)],
        LastSeenAt = At,
        CredentialsRevokedAt = At.AddTicks(7),
        LatestCredentialAt = At.AddTicks(8),
        CustomStatus = "昼休み",
        CustomStatusAskedAt = At.AddTicks(9),
        DeletedAt = At.AddDays(1),
    };

    private static DeliveryAttempt Attempt { get; } = new()
    {
        At = At,
        Duration = TimeSpan.FromSeconds(2),
        FirstEventId = "evt_7-8",
        EventCount = 100,
        Fault = DeliveryFault.Timeout,
        Text = "No answer within 2 s.",
        HttpStatus = 504,
    };

    private static StuckEvent Stuck { get; } = new("evt_7-8", "ann", At, 3, 4, "The answer is 500.");

    private static SkippedEvent Skipped { get; } = new("evt_7-9", StatusAction.Decay, At, IsByFormat: true);

    private static DeliveryExplanation Explanation { get; } = new()
    {
        Cause = DeliveryCause.Breaker,
        Text = "The endpoint counts as down.",
        Events = 5,
        Since = At,
        Until = At.AddSeconds(15),
        Detail = "The answer is 500.",
    };

    private static TrafficRates Rates { get; } = new() { Logins = 1.5, Closes = 2.5, Kicks = 3.5, Heartbeats = 4.5, Events = 5.5, Queries = 6.5 };

    private static WebhookWork Work { get; } = new(4, true, At, 5, 6);

    public static IReadOnlyList<object> All { get; } =
    [
        App,
        SessionId,
        Gateway,
        Connection,
        new ActTime(At.AddTicks(10), IsExact: false),
        Client,
        Settings,
        Presence,
        new KickRequest { Platform = Platform.Linux, Session = SessionId, RevokesCredentials = true, AskedAt = At },
        new PresenceEvent.LoginAttempted
        {
            ProposedId = SessionId,
            Platform = Platform.Web,
            DeviceId = "device",
            Connection = Connection,
            GatewaySeenAtVersion = 17,
            CredentialIssuedAt = At,
            ResumedSession = new SessionId(Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8058")),
            AskedAt = At.AddTicks(1),
            Attempt = ulong.MaxValue,
            Client = Client,
        },
        new LoginReply.Admitted(SessionId, 42),
        new LoginReply.CredentialRevoked(At),
        new LoginReply.AlreadyPushedOut(SessionEndReason.Replaced, Platform.Mac, 7),
        new KickReply(KickOutcome.Kicked, At),
        new LoginReply.UnknownApp(),
        new AppSnapshot(App, 3, Settings),
        new AppChangeReply.Changed(new AppSnapshot(App, 4, Settings)),
        new AppChangeReply.Conflict(new AppSnapshot(App, 5, Settings)),
        new AppChangeReply.Invalid(["one sentence.", "another."]),
        new AppChangeReply.UnknownApp(),
        new SettingsChange { At = At, Who = "admin", Version = 2, Before = Settings with { Name = "before" }, After = Settings },
        Operator,
        new OperatorsSnapshot(7, [Operator], [1, 2, 3]),
        new OperatorChangeReply.Changed(Operator),
        new OperatorChangeReply.Exists(),
        new OperatorChangeReply.Unknown(),
        new OperatorChangeReply.LastAdmin(),
        new OperatorChangeReply.Full(),
        new CloseNotice(9, SessionEndReason.TakenOver, Platform.IPhone, 8),
        new HeldSession(App, "ann", 9, SessionId, 42),
        new OverdueSession(9, SessionEndReason.Replaced, Platform.IPhone),
        ImmutableArray.Create(1L, -2L, long.MaxValue),
        ImmutableArray.Create(0, 4095),
        new AppIndexEntry(App, 6),
        Attempt,
        new DeliveryShare
        {
            Delivered = 4,
            Failed = 5,
            ResumesAt = At,
            Attempts = [Attempt],
            SucceededAt = At.AddTicks(1),
            FailuresInRow = 6,
            FailingSince = At.AddTicks(2),
            Pending = 7,
            Stuck = Stuck,
            Held = 8,
            HeldUntil = At.AddTicks(3),
            ParkedUserId = "bob",
            ParkedUntil = At.AddTicks(4),
            SkippedCount = 9,
            Skipped = Skipped,
        },
        Stuck,
        Skipped,
        Explanation,
        new EndpointState
        {
            Backlog = 10_000,
            IsBacklogCapped = true,
            OldestAt = At,
            Parked = 2,
            DeadLetters = 3,
            Delivered = 4,
            Failed = 5,
            IsPaused = true,
            Attempts = [Attempt],
            Explanation = Explanation,
        },
        new DeadLetter
        {
            EventId = "evt_7-8",
            UserId = "ann",
            Version = 9,
            Action = StatusAction.Disconnect,
            At = At,
            DeadAt = At.AddDays(1),
            Attempts = 30,
            LastError = "HTTP 500",
        },
        Rates,
        Work,
        new ProcessReport
        {
            Version = "1.2.3",
            StartedAt = At,
            IsDraining = true,
            Connections = 7,
            ActiveUsers = 8,
            CpuPercent = 12.5,
            MemoryBytes = long.MaxValue,
            Rates = Rates,
            Webhooks = Work,
        },
        new ProcessSample(At, Rates, 9, 10),
        new ProcessHistory([new ProcessSample(At, Rates, 9, 10)]),
    ];

    /// <summary>The collections in the signatures of grain methods.</summary>
    public static IReadOnlyList<object> Collections { get; } =
    [
        ImmutableArray.Create(Presence, UserPresence.Unknown),
        ImmutableArray.Create(new CloseNotice(1, SessionEndReason.Kicked, null), new CloseNotice(2, SessionEndReason.AccountDeleted, null)),
        ImmutableArray.Create(new SettingsChange { At = At, Who = "admin", Version = 1, After = Settings }),
        ImmutableArray.Create("a", "b"),
        ImmutableArray.Create(true, false),
        ImmutableArray.Create(1L, long.MaxValue),
    ];

    private static Session ASession(PresenceStatus status, Platform platform) => new()
    {
        Id = SessionId,
        Epoch = 299,
        Platform = platform,
        DeviceId = "device of " + platform.Name,
        Connection = Connection,
        GatewaySeenAtVersion = 16,
        LoginAt = At.AddTicks(1),
        AskedAt = At.AddTicks(4),
        ByHandAt = At.AddTicks(6),
        Attempt = 5,
        Client = Client,
        Status = status,
        Since = At.AddTicks(2),
    };
}
