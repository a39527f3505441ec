using CsCheck;
using PresenceCluster.Cluster.Leases;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Book;
using PresenceCluster.Grains.Interfaces.Codecs;
using Xunit;

namespace PresenceCluster.Tests.Cluster.Book;

/// <summary>The book shows what is stored and known, of its own buckets only, and counts the sessions of the gateways.</summary>
public sealed class PresenceBookTests
{
    private static readonly AppId App = new(1400000001);
    private static readonly GatewayId[] Gateways = [new("S10.0.0.1:11111:1"), new("S10.0.0.2:11111:2")];

    private readonly PresenceBook _book = new();

    public PresenceBookTests()
    {
        for (var bucket = 0; bucket < UserBucket.Count; bucket++)
            _book.Open(bucket);
    }

    [Fact]
    public void Digests_are_those_of_the_states_that_are_in_the_book()
        => Gen.Select(Gen.Int[0, 20], Gen.Int[-1, 3]).Array[0, 300].Sample(
            changes =>
            {
                var book = new PresenceBook();
                for (var bucket = 0; bucket < UserBucket.Count; bucket += 2)
                    book.Open(bucket);
                var version = 0;
                foreach (var (user, sessions) in changes)
                {
                    if (sessions < 0)
                        book.Remove(KeyOf(user));
                    else
                        book.Put(KeyOf(user), StateOf(++version, sessions));
                }

                var expected = Gateways.ToDictionary(gateway => gateway, _ => new SessionDigests());
                foreach (var (user, state) in Enumerable.Range(0, UserBucket.Count).SelectMany(book.In))
                {
                    foreach (var session in state.Sessions.Where(session => session.Status == PresenceStatus.Online))
                        expected[session.Connection.Gateway].Add(user, session.Connection.ConnectionId);
                }

                Assert.All(Gateways, gateway => Assert.All(
                    Enumerable.Range(0, UserBucket.Count),
                    bucket => Assert.Equal(expected[gateway][bucket], book.SessionsOf(gateway)?.Digests[bucket] ?? 0)));
            },
            iter: 20);

    [Fact]
    public void Older_state_does_not_take_the_place_of_a_newer_one()
    {
        _book.Put(KeyOf(1), StateOf(5, 1));
        _book.Put(KeyOf(1), StateOf(4, 2));

        Assert.True(_book.TryGet(KeyOf(1), out var state));
        Assert.Equal(5, state.Version);
    }

    [Fact]
    public void Closed_bucket_has_nobody_and_takes_nobody()
    {
        _book.Put(KeyOf(1), StateOf(1, 1));
        _book.Close(BucketOf(1));
        _book.Put(KeyOf(1), StateOf(2, 1));

        Assert.False(_book.TryGet(KeyOf(1), out _));
        Assert.Equal(0, _book.Count);
        Assert.True(_book.SessionsOf(Gateways[0])!.Digests.IsEmpty);
    }

    [Fact]
    public void User_who_is_read_takes_the_place_of_nobody_who_was_put_in_or_removed_since()
    {
        _book.BeginLoad(BucketOf(1));
        _book.Put(KeyOf(1), StateOf(2, 2));
        _book.Load(KeyOf(1), UserPresenceCodec.Encode(StateOf(1, 1)));
        _book.EndLoad(BucketOf(1));
        Assert.True(_book.TryGet(KeyOf(1), out var state));
        Assert.Equal(2, state.Version);

        _book.BeginLoad(BucketOf(1));
        _book.Remove(KeyOf(1));
        _book.Load(KeyOf(1), UserPresenceCodec.Encode(StateOf(2, 2)));
        _book.EndLoad(BucketOf(1));
        Assert.False(_book.TryGet(KeyOf(1), out _));
        Assert.True(_book.IsLoaded(BucketOf(1)));
    }

    [Fact]
    public void Bucket_that_was_closed_while_it_was_read_is_not_loaded()
    {
        _book.BeginLoad(BucketOf(1));
        _book.Close(BucketOf(1));
        _book.Open(BucketOf(1));
        _book.Load(KeyOf(1), UserPresenceCodec.Encode(StateOf(1, 1)));
        _book.EndLoad(BucketOf(1));

        Assert.False(_book.IsLoaded(BucketOf(1)));
        Assert.False(_book.TryGet(KeyOf(1), out _));
    }

    [Fact]
    public void Users_are_found_by_gateway_and_by_app()
    {
        _book.Put(KeyOf(1), StateOf(1, 1));
        _book.Put(KeyOf(2), StateOf(1, 2));
        _book.Put(KeyOf(3), StateOf(1, 0));
        var other = KeyOf(4) with { App = new AppId(1400000002) };
        _book.Put(other, StateOf(1, 1));

        Assert.Equal([KeyOf(2)], _book.At(Gateways[1]).Select(user => user.Key));
        Assert.Equal(new[] { KeyOf(1), KeyOf(2), other }.ToHashSet(), _book.At(Gateways[0]).Select(user => user.Key).ToHashSet());
        Assert.Equal([other], _book.Of(other.App).Select(user => user.Key));
    }

    private static UserKey KeyOf(int user) => new(App, $"user-{user}");

    private static int BucketOf(int user) => UserBucket.Of(KeyOf(user));

    // Session n is at gateway n modulo 2; the third one is PushOnline.
    private static UserPresence StateOf(long version, int sessions) => new()
    {
        Version = version,
        IsRegistered = true,
        Sessions = [.. Enumerable.Range(0, sessions).Select(number => new Session
        {
            Id = new SessionId(Guid.NewGuid()),
            Epoch = version,
            Platform = Platform.Android,
            DeviceId = $"device-{number}",
            Connection = new ConnectionRef(Gateways[number % 2], (version * 10) + number),
            GatewaySeenAtVersion = 1,
            LoginAt = DateTimeOffset.UnixEpoch,
            AskedAt = DateTimeOffset.UnixEpoch,
            ByHandAt = DateTimeOffset.UnixEpoch,
            Client = number == 1 ? new ClientInfo { Address = "203.0.113.7", ClientVersion = "1.0", Features = ["a", "b"] } : null,
            Status = number == 2 ? PresenceStatus.PushOnline : PresenceStatus.Online,
            Since = DateTimeOffset.UnixEpoch,
        })],
    };
}
