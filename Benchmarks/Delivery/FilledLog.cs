using System.Globalization;
using System.Text;
using PresenceCluster.Benchmarks.Load;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Benchmarks.Delivery;

/// <summary>A log with many users' logins in it, stored as user states store them, before the service is started over it.</summary>
internal static class FilledLog
{
    public const int Users = 20_000;
    public const int EventsPerUser = 10;
    public const int Events = Users * EventsPerUser;

    private const int BatchRows = 500;

    public static ReadOnlySpan<byte> UserPrefix => "filled-"u8;

    public static async Task FillAsync(StorageOptions options)
    {
        await using var database = await ClusterDatabase.OpenAsync(options);
        IUserStateStore store = options.Mode == StorageMode.Embedded
            ? new SqliteUserStateStore(database.DataSource)
            : new NpgsqlUserStateStore(database.DataSource);
        var prefix = Encoding.ASCII.GetString(UserPrefix);
        for (var version = 1L; version <= EventsPerUser; version++)
        {
            foreach (var some in Enumerable.Range(0, Users).Chunk(BatchRows))
            {
                var writes = some.Select(user => Write(string.Create(CultureInfo.InvariantCulture, $"{prefix}{user:D6}"), version));
                if ((await store.WriteManyAsync([.. writes], default)).Any(result => result is not UserStateWriteResult.Written))
                    throw new InvalidOperationException("The log has been filled before: give an empty database.");
            }
        }
    }

    private static UserStateWrite Write(string userId, long version)
    {
        var happened = Login(version);
        return new UserStateWrite
        {
            Key = new UserKey(new AppId(BenchmarkApp.Id), userId),
            ExpectedVersion = version - 1,
            Next = new StoredUserState(version, [0]),
            Events = [new StatusEventWrite(version, happened.At, StatusEventCodec.Encode(happened))],
        };
    }

    private static StatusEvent Login(long version)
    {
        var at = TimeProvider.System.GetUtcNow();
        return new StatusEvent
        {
            Version = version,
            At = at,
            Action = StatusAction.Login,
            Sessions =
            [
                new Session
                {
                    Id = new SessionId(Guid.CreateVersion7()),
                    Epoch = 1,
                    Platform = Platform.Android,
                    DeviceId = "device-0123456789",
                    Connection = new ConnectionRef(new GatewayId("S127.0.0.1:11111:123456789"), 1),
                    GatewaySeenAtVersion = 1,
                    LoginAt = at,
                    AskedAt = at,
                    ByHandAt = at,
                    Status = PresenceStatus.Online,
                    Since = at,
                },
            ],
            Before = PresenceStatus.Offline,
            After = PresenceStatus.Online,
        };
    }
}
