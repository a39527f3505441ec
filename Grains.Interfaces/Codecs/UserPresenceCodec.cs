using System.Text;
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
        using var bytes = new MemoryStream(160 + (144 * state.Sessions.Length));
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(FormatVersion);
        writer.Write7BitEncodedInt64(state.Version);
        writer.Write(state.IsRegistered);
        writer.Write7BitEncodedInt64(state.LastEpoch);
        writer.WriteInstant(state.LastLoginAt);
        writer.WriteInstant(state.LastSeenAt);
        writer.WriteInstant(state.CredentialsRevokedAt);
        writer.WriteInstant(state.LatestCredentialAt);
        writer.WriteInstant(state.DeletedAt);
        writer.Write(state.CustomStatus);
        writer.WriteActTime(state.CustomStatusAskedAt);
        writer.WriteMany(state.Sessions, PresenceFields.WriteSession);
        writer.WriteMany(state.Barriers, WriteBarrier);
        writer.WriteMany(state.PushedOut, WriteEnded);
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
        LastLoginAt = reader.ReadInstant(),
        LastSeenAt = reader.ReadInstant(),
        CredentialsRevokedAt = reader.ReadInstant(),
        LatestCredentialAt = reader.ReadInstant(),
        DeletedAt = reader.ReadInstant(),
        CustomStatus = reader.ReadString(),
        CustomStatusAskedAt = reader.ReadActTime(),
        Sessions = reader.ReadMany(PresenceFields.ReadSession),
        Barriers = reader.ReadMany(ReadBarrier),
        PushedOut = reader.ReadMany(ReadEnded),
    };

    private static void WriteBarrier(BinaryWriter writer, LoginBarrier barrier)
    {
        writer.Write(barrier.Platforms.Bits);
        writer.WriteActTime(barrier.At);
        writer.Write((byte)barrier.Reason);
        writer.WritePlatform(barrier.By);
    }

    private static LoginBarrier ReadBarrier(BinaryReader reader) => new(
        new PlatformSet(reader.ReadUInt16()), reader.ReadActTime() ?? default, (SessionEndReason)reader.ReadByte(), reader.ReadPlatform());

    private static void WriteEnded(BinaryWriter writer, EndedSession ended)
    {
        writer.WriteGuid(ended.Id.Value);
        writer.Write7BitEncodedInt64(ended.Epoch);
        writer.Write((byte)ended.Reason);
        writer.WritePlatform(ended.By);
        writer.WriteInstant(ended.AskedAt);
        writer.WriteInstant(ended.At);
    }

    private static EndedSession ReadEnded(BinaryReader reader) => new(
        new SessionId(reader.ReadGuid()),
        reader.Read7BitEncodedInt64(),
        (SessionEndReason)reader.ReadByte(),
        reader.ReadPlatform(),
        reader.ReadInstant() ?? default,
        reader.ReadInstant() ?? default);
}
