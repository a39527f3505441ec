using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces.Codecs;

/// <summary>
/// The form of a user's state in storage and between processes. It takes about 100 bytes plus the texts, so a batch query or a group commit
/// moves little. Byte 0 is the format's version, and a reader refuses a version that it does not know.
/// </summary>
public static class UserPresenceCodec
{
    private const byte FormatVersion = 1;

    /// <summary>Writes a state.</summary>
    public static byte[] Encode(UserPresence state)
    {
        var writer = new PayloadWriter(stackalloc byte[PayloadWriter.UsualBytes]);
        writer.WriteByte(FormatVersion);
        writer.WriteNumber(state.Version);
        writer.WriteFlag(state.IsRegistered);
        writer.WriteNumber(state.LastEpoch);
        writer.WriteInstant(state.LastLoginAt);
        writer.WriteInstant(state.LastSeenAt);
        writer.WriteInstant(state.CredentialsRevokedAt);
        writer.WriteInstant(state.LatestCredentialAt);
        writer.WriteInstant(state.DeletedAt);
        writer.WriteText(state.CustomStatus);
        writer.WriteActTime(state.CustomStatusAskedAt);
        writer.WriteMany(state.Sessions, PresenceFields.WriteSession);
        writer.WriteMany(state.Barriers, WriteBarrier);
        writer.WriteMany(state.PushedOut, WriteEnded);
        return writer.Finish();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are of another format version, truncated or damaged.</exception>
    public static UserPresence Decode(ReadOnlySpan<byte> encoded) => Decode(encoded, whole: true);

    /// <summary>
    /// Reads what is shown of a state. <see cref="UserPresence.Barriers"/> and <see cref="UserPresence.PushedOut"/> decide about logins only and
    /// stay empty.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes are of another format version, truncated or damaged.</exception>
    public static UserPresence DecodeShown(ReadOnlySpan<byte> encoded) => Decode(encoded, whole: false);

    private static UserPresence Decode(ReadOnlySpan<byte> encoded, bool whole)
    {
        var reader = new PayloadReader(encoded);
        try
        {
            var version = reader.ReadByte();
            if (version != FormatVersion)
                throw new InvalidDataException($"A user's state has format version {version}; this program reads {FormatVersion}.");
            var state = ReadState(ref reader, whole);
            return !whole || reader.IsAtEnd ? state : throw new FormatException("There are bytes after its end.");
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            throw new InvalidDataException($"A user's state of {encoded.Length} bytes is damaged: {fault.Message}", fault);
        }
    }

    /// <summary>The version of an encoded state, without the rest.</summary>
    public static long VersionOf(ReadOnlySpan<byte> encoded) => new PayloadReader(encoded[1..]).ReadNumber();

    /// <summary>The connections of the Online sessions of an encoded state, without the rest.</summary>
    public static ConnectionRef[] OnlineConnectionsOf(ReadOnlySpan<byte> encoded)
    {
        var reader = new PayloadReader(encoded);
        reader.ReadByte();
        reader.ReadNumber();
        reader.ReadFlag();
        reader.ReadNumber();
        for (var instants = 5; instants > 0; instants--)
            reader.ReadInt64();
        reader.PassText();
        reader.ReadActTime();
        var sessions = reader.ReadCount();
        ConnectionRef[] online = [];
        for (var i = 0; i < sessions; i++)
        {
            var (connection, status) = PresenceFields.PassSession(ref reader);
            if (status == PresenceStatus.Online)
                online = [.. online, connection];
        }

        return online;
    }

    private static UserPresence ReadState(ref PayloadReader reader, bool whole) => new()
    {
        Version = reader.ReadNumber(),
        IsRegistered = reader.ReadFlag(),
        LastEpoch = reader.ReadNumber(),
        LastLoginAt = reader.ReadInstant(),
        LastSeenAt = reader.ReadInstant(),
        CredentialsRevokedAt = reader.ReadInstant(),
        LatestCredentialAt = reader.ReadInstant(),
        DeletedAt = reader.ReadInstant(),
        CustomStatus = reader.ReadText(),
        CustomStatusAskedAt = reader.ReadActTime(),
        Sessions = reader.ReadMany(PresenceFields.ReadSession),
        Barriers = whole ? reader.ReadMany(ReadBarrier) : [],
        PushedOut = whole ? reader.ReadMany(ReadEnded) : [],
    };

    private static void WriteBarrier(ref PayloadWriter writer, LoginBarrier barrier)
    {
        writer.WriteUInt16(barrier.Platforms.Bits);
        writer.WriteActTime(barrier.At);
        writer.WriteByte((byte)barrier.Reason);
        writer.WritePlatform(barrier.By);
    }

    private static LoginBarrier ReadBarrier(ref PayloadReader reader) => new(
        new PlatformSet(reader.ReadUInt16()), reader.ReadActTime() ?? default, (SessionEndReason)reader.ReadByte(), reader.ReadPlatform());

    private static void WriteEnded(ref PayloadWriter writer, EndedSession ended)
    {
        writer.WriteGuid(ended.Id.Value);
        writer.WriteNumber(ended.Epoch);
        writer.WriteByte((byte)ended.Reason);
        writer.WritePlatform(ended.By);
        writer.WriteInstant(ended.AskedAt);
        writer.WriteInstant(ended.At);
    }

    private static EndedSession ReadEnded(ref PayloadReader reader) => new(
        new SessionId(reader.ReadGuid()),
        reader.ReadNumber(),
        (SessionEndReason)reader.ReadByte(),
        reader.ReadPlatform(),
        reader.ReadInstant() ?? default,
        reader.ReadInstant() ?? default);
}
