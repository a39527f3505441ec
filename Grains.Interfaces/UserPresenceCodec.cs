using System.Collections.Immutable;
using System.Text;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces;

/// <summary>
/// The stored form of a user's state, which also carries it between processes: about 60 bytes plus the ids, so that a batch query
/// or a group commit moves little. Byte 0 is the format's version; a reader refuses a version it does not know.
/// </summary>
public static class UserPresenceCodec
{
    private const byte FormatVersion = 1;

    /// <summary>Writes a state.</summary>
    public static byte[] Encode(UserPresence state)
    {
        using var bytes = new MemoryStream(128 + (96 * state.Sessions.Length));
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(FormatVersion);
        writer.Write7BitEncodedInt64(state.Version);
        writer.Write(state.IsRegistered);
        writer.Write7BitEncodedInt64(state.LastEpoch);
        WriteInstant(writer, state.LastSeenAt);
        WriteInstant(writer, state.CredentialsRevokedAt);
        WriteInstant(writer, state.DeletedAt);
        writer.Write(state.CustomStatus);
        writer.Write7BitEncodedInt(state.Sessions.Length);
        foreach (var session in state.Sessions)
            WriteSession(writer, session);
        writer.Write7BitEncodedInt(state.PushedOut.Length);
        foreach (var ended in state.PushedOut)
            WriteEnded(writer, ended);
        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are of another format version, truncated or damaged.</exception>
    public static UserPresence Decode(byte[] encoded)
    {
        using var reader = new BinaryReader(new MemoryStream(encoded, writable: false), Encoding.UTF8);
        try
        {
            var version = reader.ReadByte();
            if (version != FormatVersion)
                throw new InvalidDataException($"A user's state has format version {version}; this program reads {FormatVersion}.");
            var state = ReadState(reader);
            return reader.BaseStream.Position == encoded.Length
                ? state
                : throw new FormatException("There are bytes after its end.");
        }
        catch (Exception fault) when (fault is IOException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"A user's state of {encoded.Length} bytes is damaged: {fault.Message}", fault);
        }
    }

    private static UserPresence ReadState(BinaryReader reader) => new()
    {
        Version = reader.Read7BitEncodedInt64(),
        IsRegistered = reader.ReadBoolean(),
        LastEpoch = reader.Read7BitEncodedInt64(),
        LastSeenAt = ReadInstant(reader),
        CredentialsRevokedAt = ReadInstant(reader),
        DeletedAt = ReadInstant(reader),
        CustomStatus = reader.ReadString(),
        Sessions = ReadMany(reader, ReadSession),
        PushedOut = ReadMany(reader, ReadEnded),
    };

    private static void WriteSession(BinaryWriter writer, Session session)
    {
        WriteGuid(writer, session.Id.Value);
        writer.Write7BitEncodedInt64(session.Epoch);
        writer.Write((byte)session.Platform);
        writer.Write(session.DeviceId);
        writer.Write(session.Connection.Gateway.Value);
        writer.Write7BitEncodedInt64(session.Connection.ConnectionId);
        writer.Write7BitEncodedInt64(session.GatewaySeenAtVersion);
        WriteInstant(writer, session.LoginAt);
        writer.Write((byte)session.Status);
        WriteInstant(writer, session.Since);
    }

    private static Session ReadSession(BinaryReader reader) => new()
    {
        Id = new SessionId(ReadGuid(reader)),
        Epoch = reader.Read7BitEncodedInt64(),
        Platform = (Platform)reader.ReadByte(),
        DeviceId = reader.ReadString(),
        Connection = new ConnectionRef(new GatewayId(reader.ReadString()), reader.Read7BitEncodedInt64()),
        GatewaySeenAtVersion = reader.Read7BitEncodedInt64(),
        LoginAt = ReadInstant(reader) ?? default,
        Status = (PresenceStatus)reader.ReadByte(),
        Since = ReadInstant(reader) ?? default,
    };

    private static void WriteEnded(BinaryWriter writer, EndedSession ended)
    {
        WriteGuid(writer, ended.Id.Value);
        writer.Write((byte)ended.Reason);
        writer.Write((byte)(ended.By ?? 0));
        WriteInstant(writer, ended.At);
    }

    private static EndedSession ReadEnded(BinaryReader reader)
    {
        var id = new SessionId(ReadGuid(reader));
        var reason = (SessionEndReason)reader.ReadByte();
        var by = reader.ReadByte();
        return new EndedSession(id, reason, by == 0 ? null : (Platform)by, ReadInstant(reader) ?? default);
    }

    private static ImmutableArray<T> ReadMany<T>(BinaryReader reader, Func<BinaryReader, T> readOne)
    {
        var count = reader.Read7BitEncodedInt();
        if (count < 0)
            throw new FormatException("A list has a negative length.");
        var items = ImmutableArray.CreateBuilder<T>();
        for (var i = 0; i < count; i++)
            items.Add(readOne(reader));
        return items.DrainToImmutable();
    }

    // Whole ticks, so that what is read equals what was decided; zero is "none".
    private static void WriteInstant(BinaryWriter writer, DateTimeOffset? instant) => writer.Write(instant?.UtcTicks ?? 0L);

    private static DateTimeOffset? ReadInstant(BinaryReader reader)
    {
        var ticks = reader.ReadInt64();
        return ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    private static void WriteGuid(BinaryWriter writer, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes);
        writer.Write(bytes);
    }

    private static Guid ReadGuid(BinaryReader reader)
    {
        Span<byte> bytes = stackalloc byte[16];
        reader.BaseStream.ReadExactly(bytes);
        return new Guid(bytes);
    }
}
