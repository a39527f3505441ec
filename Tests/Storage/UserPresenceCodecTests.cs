using System.Collections.Immutable;
using CsCheck;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces;
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
                Status = PresenceStatus.PushOnline,
                Since = since,
            });

    private static readonly Gen<EndedSession> EndedGen =
        Gen.Select(Gen.Guid, Gen.Long[0, long.MaxValue], Gen.Enum<SessionEndReason>(), Gen.Enum<Platform>(), Gen.Bool, Instant).Select(
            (id, epoch, reason, by, isByLogin, at) => new EndedSession(new SessionId(id), epoch, reason, isByLogin ? by : null, at));

    private static readonly Gen<UserPresence> PresenceGen =
        Gen.Select(
            Gen.Long[0, long.MaxValue], Gen.Bool, SessionGen.Array[0, 10], EndedGen.Array[0, 10], Instant, Gen.Bool, Gen.Enum<Platform>()).Select(
            (version, isSet, sessions, pushedOut, instant, isDeleted, platform) => new UserPresence
            {
                Version = version,
                IsRegistered = isSet,
                LastEpoch = version / 2,
                Sessions = [.. sessions],
                PushedOut = [.. pushedOut],
                LastSeenAt = isSet ? instant : null,
                CredentialsRevokedAt = isSet ? null : instant,
                CustomStatus = isSet ? "in Besprechung · 会議中 " + platform : "",
                DeletedAt = isDeleted ? instant : null,
            });

    [Fact]
    public void Any_state_reads_back_as_it_was_written()
        => PresenceGen.Sample(state => AssertSame(state, UserPresenceCodec.Decode(UserPresenceCodec.Encode(state))), iter: 500);

    [Fact]
    public void Format_without_the_epochs_of_ended_sessions_is_read_as_well()
    {
        var ended = new EndedSession(new SessionId(Guid.CreateVersion7()), 0, SessionEndReason.Kicked, null, DateTimeOffset.UnixEpoch);
        var state = new UserPresence { IsRegistered = true, PushedOut = [ended] };
        var encoded = UserPresenceCodec.Encode(state).ToList();
        var afterId = encoded.Count - UserPresenceCodec.Encode(state with { PushedOut = [] }).Length;
        encoded[0] = 1;
        // Behind the 16 bytes of the id; what an ended session takes is counted from the end.
        encoded.RemoveAt(encoded.Count - afterId + 16);

        AssertSame(state, UserPresenceCodec.Decode([.. encoded]));
    }

    [Fact]
    public void Unknown_user_reads_back_as_unknown()
        => AssertSame(UserPresence.Unknown, UserPresenceCodec.Decode(UserPresenceCodec.Encode(UserPresence.Unknown)));

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
        var none = ImmutableArray<Session>.Empty;
        var noneEnded = ImmutableArray<EndedSession>.Empty;
        Assert.Equal(expected with { Sessions = none, PushedOut = noneEnded }, actual with { Sessions = none, PushedOut = noneEnded });
    }
}
