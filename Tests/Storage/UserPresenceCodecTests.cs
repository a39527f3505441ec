using CsCheck;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;
using PresenceCluster.Tests.Architecture;
using Xunit;

namespace PresenceCluster.Tests.Storage;

public sealed class UserPresenceCodecTests
{
    private static readonly Gen<DateTimeOffset> Instant =
        Gen.Long[1, DateTimeOffset.MaxValue.Ticks].Select(ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    private static readonly Gen<Session> SessionGen =
        Gen.Select(Gen.Guid, Gen.Long[0, long.MaxValue], Gen.Enum<Platform>(), Gen.String, Gen.Long, Instant, Instant).Select(
            (id, epoch, platform, text, connection, loginAt, since) => new Session
            {
                Id = new SessionId(id),
                Epoch = epoch,
                Platform = platform,
                DeviceId = text,
                Connection = new ConnectionRef(new GatewayId("S127.0.0.1:11111:" + epoch), connection),
                GatewaySeenAtVersion = epoch,
                LoginAt = loginAt,
                AskedAt = new ActTime(since, connection % 2 == 0),
                ByHandAt = new ActTime(since, connection % 3 == 0),
                Attempt = (ulong)connection,
                Client = epoch % 3 == 0 ? null : new ClientInfo
                {
                    Address = epoch % 3 == 1 ? "203.0.113.7" : null,
                    Port = epoch % 3 == 1 ? 1 + (int)(epoch % ushort.MaxValue) : null,
                    ClientVersion = text.Length > 0 ? text : null,
                    OsVersion = connection % 2 == 0 ? "Android 15" : null,
                    Features = connection % 2 == 0 ? ["groups", text] : [],
                },
                Status = connection % 3 == 0 ? PresenceStatus.Online : PresenceStatus.PushOnline,
                Since = since,
            });

    private static readonly Gen<EndedSession> EndedGen =
        Gen.Select(Gen.Guid, Gen.Long[0, long.MaxValue], Gen.Enum<SessionEndReason>(), Gen.Enum<Platform>(), Gen.Bool, Instant).Select(
            (id, epoch, reason, by, isByLogin, at) => new EndedSession(new SessionId(id), epoch, reason, isByLogin ? by : null, at, at));

    private static readonly Gen<LoginBarrier> BarrierGen =
        Gen.Select(Gen.UShort, Instant, Gen.Enum<SessionEndReason>(), Gen.Enum<Platform>(), Gen.Bool).Select(
            (platforms, at, reason, by, isByLogin) => new LoginBarrier(
                new PlatformSet(platforms), new ActTime(at, platforms % 2 == 0), reason, isByLogin ? by : null));

    private static readonly Gen<UserPresence> PresenceGen =
        Gen.Select(
            Gen.Long[0, long.MaxValue], Gen.Bool, SessionGen.Array[0, 10], EndedGen.Array[0, 10], BarrierGen.Array[0, 9], Instant, Gen.Bool).Select(
            (version, isSet, sessions, pushedOut, barriers, instant, isDeleted) => new UserPresence
            {
                Version = version,
                IsRegistered = isSet,
                LastEpoch = version / 2,
                Sessions = [.. sessions],
                PushedOut = [.. pushedOut],
                Barriers = [.. barriers],
                LastLoginAt = isDeleted ? instant : null,
                LatestCredentialAt = isSet ? instant : null,
                CustomStatusAskedAt = isDeleted ? null : instant,
                LastSeenAt = isSet ? instant : null,
                CredentialsRevokedAt = isSet ? null : instant,
                CustomStatus = isSet ? "in Besprechung · 会議中" : "",
                DeletedAt = isDeleted ? instant : null,
            });

    [Fact]
    public void Any_state_reads_back_as_it_was_written()
        => PresenceGen.Sample(state => AssertSame(state, UserPresenceCodec.Decode(UserPresenceCodec.Encode(state))), iter: 500);

    [Fact]
    public void Parts_of_any_state_are_those_of_the_whole()
        => PresenceGen.Sample(
            state =>
            {
                var encoded = UserPresenceCodec.Encode(state);
                AssertSame(state with { Barriers = [], PushedOut = [] }, UserPresenceCodec.DecodeShown(encoded));
                Assert.Equal(state.Version, UserPresenceCodec.VersionOf(encoded));
                Assert.Equal(
                    state.Sessions.Where(session => session.Status == PresenceStatus.Online).Select(session => session.Connection),
                    UserPresenceCodec.OnlineConnectionsOf(encoded));
            },
            iter: 200);

    [Fact]
    public void Unknown_user_reads_back_as_unknown()
        => AssertSame(UserPresence.Unknown, UserPresenceCodec.Decode(UserPresenceCodec.Encode(UserPresence.Unknown)));

    [Fact]
    public void Version_that_clients_have_in_common_is_one_text_in_memory()
    {
        var encoded = UserPresenceCodec.Encode(ContractExamples.Presence);

        // Another test may take the place of the text between two reads.
        Assert.Contains(Enumerable.Range(0, 100), _ => ReferenceEquals(Read(), Read()));

        string Read() => UserPresenceCodec.Decode(encoded).Sessions[0].Client!.OsVersion!;
    }

    [Fact]
    public void Every_truncation_is_refused()
        => PresenceGen.Sample(
            state =>
            {
                var encoded = UserPresenceCodec.Encode(state);
                for (var length = 0; length < encoded.Length; length++)
                    Assert.Throws<InvalidDataException>(() => UserPresenceCodec.Decode(encoded[..length]));
            },
            iter: 20);

    [Fact]
    public void Bytes_after_the_end_are_refused()
        => Assert.Throws<InvalidDataException>(() => UserPresenceCodec.Decode([.. UserPresenceCodec.Encode(UserPresence.Unknown), 0]));

    [Fact]
    public void Negative_count_is_refused()
    {
        // The last byte of an unknown user's state is the count of sessions pushed out, zero; this is -1 in its place.
        byte[] minusOne = [0xff, 0xff, 0xff, 0xff, 0x0f];

        Assert.Throws<InvalidDataException>(() => UserPresenceCodec.Decode([.. UserPresenceCodec.Encode(UserPresence.Unknown)[..^1], .. minusOne]));
    }

    [Fact]
    public void Other_format_version_is_refused_by_its_number()
    {
        var encoded = UserPresenceCodec.Encode(UserPresence.Unknown);
        encoded[0] = 9;

        Assert.Contains("version 9", Assert.Throws<InvalidDataException>(() => UserPresenceCodec.Decode(encoded)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_bytes_are_read_or_refused_but_never_anything_else()
        => Gen.Select(PresenceGen, Gen.Int[0, 10_000], Gen.Byte).Sample(
            (state, place, value) =>
            {
                var encoded = UserPresenceCodec.Encode(state);
                encoded[place % encoded.Length] = value;
                try
                {
                    Assert.NotNull(UserPresenceCodec.Decode(encoded));
                }
                catch (InvalidDataException)
                {
                    // The one exception that a reader of storage has to expect.
                }
            },
            iter: 2_000);

    private static void AssertSame(UserPresence expected, UserPresence actual)
    {
        // Two arrays are equal by reference only, so they are compared as sequences and left out of the record's comparison.
        Assert.Equal(expected.Sessions.AsEnumerable(), actual.Sessions);
        Assert.Equal(expected.PushedOut.AsEnumerable(), actual.PushedOut);
        Assert.Equal(expected.Barriers.AsEnumerable(), actual.Barriers);
        Assert.Equal(WithoutLists(expected), WithoutLists(actual));

        static UserPresence WithoutLists(UserPresence state) => state with { Sessions = [], PushedOut = [], Barriers = [] };
    }
}
