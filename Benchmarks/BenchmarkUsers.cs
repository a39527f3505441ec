using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Benchmarks;

/// <summary>Users with one session each, whose states are written again and again, a fixed number of them at a time.</summary>
internal sealed class BenchmarkUsers
{
    public static readonly AppId App = new(1400000001);

    private readonly Write _write;
    private readonly UserKey[] _users;
    private readonly UserPresence[] _states;

    /// <param name="write">The storage that is measured.</param>
    /// <param name="count">How many users there are.</param>
    public BenchmarkUsers(Write write, int count)
    {
        _write = write;
        _users = new UserKey[count];
        _states = new UserPresence[count];

        // Users of this run only, so that a database may be measured twice.
        var run = Guid.CreateVersion7().ToString("N")[^12..];
        for (var i = 0; i < count; i++)
        {
            _users[i] = new UserKey(App, $"{run}-{i}");
            _states[i] = NewUser(i);
        }
    }

    /// <summary>Stores what a transition led to; 0 is the version of a user without a row.</summary>
    public delegate Task Write(int number, UserKey user, UserPresence before, UserPresence after, IReadOnlyList<StatusEvent> events);

    /// <summary>Writes for a while, each time with the event of a login if so asked.</summary>
    public async Task<WriteRate> WriteAsync(int inFlight, TimeSpan length, bool withEvents)
    {
        var time = TimeProvider.System;
        var startedAt = time.GetTimestamp();
        var workers = Enumerable.Range(0, inFlight).Select(worker => Task.Run(async () =>
        {
            var durations = new List<TimeSpan>();
            for (var user = worker; time.GetElapsedTime(startedAt) < length; user = (user + inFlight) % _users.Length)
            {
                var writtenAt = time.GetTimestamp();
                var before = _states[user];
                var next = before with { Version = before.Version + 1 };
                await _write(user, _users[user], before, next, withEvents ? [Login(next)] : []);
                _states[user] = next;
                durations.Add(time.GetElapsedTime(writtenAt));
            }

            return durations;
        }));
        var all = (await Task.WhenAll(workers)).SelectMany(durations => durations).Order().ToArray();
        return new WriteRate(all.Length / time.GetElapsedTime(startedAt).TotalSeconds, all[all.Length * 99 / 100]);
    }

    private static StatusEvent Login(UserPresence user) => new()
    {
        Version = user.Version,
        At = TimeProvider.System.GetUtcNow(),
        Action = StatusAction.Login,
        Sessions = user.Sessions,
        Before = PresenceStatus.Online,
        After = PresenceStatus.Online,
    };

    private static UserPresence NewUser(int number) => new()
    {
        IsRegistered = true,
        LastEpoch = 1,
        LastSeenAt = TimeProvider.System.GetUtcNow(),
        Sessions = ImmutableArray.Create(new Session
        {
            Id = new SessionId(Guid.CreateVersion7()),
            Epoch = 1,
            Platform = Platform.Android,
            DeviceId = $"device-{number}-0123456789",
            Connection = new ConnectionRef(new GatewayId("S127.0.0.1:11111:123456789"), number),
            GatewaySeenAtVersion = 1,
            LoginAt = TimeProvider.System.GetUtcNow(),
            AskedAt = TimeProvider.System.GetUtcNow(),
            ByHandAt = TimeProvider.System.GetUtcNow(),
            Client = new ClientInfo { Address = "203.0.113.7", Port = 50_000, ClientVersion = "chat 3.1.4", OsVersion = "Android 15" },
            Status = PresenceStatus.Online,
            Since = TimeProvider.System.GetUtcNow(),
        }),
    };
}
