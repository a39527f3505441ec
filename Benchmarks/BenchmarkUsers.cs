using System.Collections.Immutable;
using Orleans.Storage;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Users;

namespace PresenceCluster.Benchmarks;

/// <summary>Users with one session each, whose states are written again and again, a fixed number of them at a time.</summary>
internal sealed class BenchmarkUsers
{
    public static readonly AppId App = new(1400000001);

    private readonly IGrainStorage _storage;
    private readonly GrainId[] _ids;
    private readonly GrainState<UserRecord>[] _states;

    public BenchmarkUsers(IGrainStorage storage, int count)
    {
        _storage = storage;
        _ids = new GrainId[count];
        _states = new GrainState<UserRecord>[count];

        // Users of this run only, so that a database may be measured twice.
        var run = Guid.CreateVersion7().ToString("N")[^12..];
        for (var i = 0; i < count; i++)
        {
            _ids[i] = GrainId.Create("user", new UserKey(App, $"{run}-{i}").ToString());
            _states[i] = new GrainState<UserRecord>(new UserRecord { Presence = NewUser(i) });
        }
    }

    /// <summary>Writes for a while, each time with the event of a login if so asked.</summary>
    public async Task<WriteRate> WriteAsync(int inFlight, TimeSpan length, bool withEvents)
    {
        var time = TimeProvider.System;
        var startedAt = time.GetTimestamp();
        var workers = Enumerable.Range(0, inFlight).Select(worker => Task.Run(async () =>
        {
            var durations = new List<TimeSpan>();
            for (var user = worker; time.GetElapsedTime(startedAt) < length; user = (user + inFlight) % _ids.Length)
            {
                var writtenAt = time.GetTimestamp();
                var state = _states[user];
                state.State = Next(state.State!.Presence, withEvents);
                await _storage.WriteStateAsync("presence", _ids[user], state);
                durations.Add(time.GetElapsedTime(writtenAt));
            }

            return durations;
        }));
        var all = (await Task.WhenAll(workers)).SelectMany(durations => durations).Order().ToArray();
        return new WriteRate(all.Length / time.GetElapsedTime(startedAt).TotalSeconds, all[all.Length * 99 / 100]);
    }

    private static UserRecord Next(UserPresence before, bool withEvents)
    {
        var next = before with { Version = before.Version + 1 };
        return new UserRecord { Presence = next, Before = before, Events = withEvents ? [Login(next)] : [] };
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
            Status = PresenceStatus.Online,
            Since = TimeProvider.System.GetUtcNow(),
        }),
    };
}
