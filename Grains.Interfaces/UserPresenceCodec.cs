using System.Text;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces;

/// <summary>
/// The stored form of a user's state, which also carries it between processes: about 60 bytes plus the ids, so that a batch query
/// or a group commit moves little. Byte 0 is the format's version; a reader refuses a version it does not know.
/// </summary>
public static class UserPresenceCodec
{
    private const byte FormatVersion = 2;

    // Ended sessions without their epoch.
    private const byte FormatWithoutEndedEpochs = 1;

    /// <summary>Writes a state.</summary>
    public static byte[] Encode(UserPresence state)
    {
        using var bytes = new MemoryStream(128 + (96 * state.Sessions.Length));
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(FormatVersion);
        writer.Write7BitEncodedInt64(state.Version);
        writer.Write(state.IsRegistered);
        writer.Write7BitEncodedInt64(state.LastEpoch);
        writer.WriteInstant(state.LastSeenAt);
        writer.WriteInstant(state.CredentialsRevokedAt);
        writer.WriteInstant(state.DeletedAt);
        writer.Write(state.CustomStatus);
        writer.WriteMany(state.Sessions, PresenceFields.WriteSession);
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
            if (version is not FormatVersion and not FormatWithoutEndedEpochs)
                throw new InvalidDataException($"A user's state has format version {version}; this program reads {FormatWithoutEndedEpochs} and {FormatVersion}.");
            var state = ReadState(reader, hasEndedEpochs: version == FormatVersion);
            return reader.BaseStream.Position == encoded.Length
                ? state
                : throw new FormatException("There are bytes after its end.");
        }
        catch (Exception fault) when (fault is IOException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"A user's state of {encoded.Length} bytes is damaged: {fault.Message}", fault);
        }
    }

    private static UserPresence ReadState(BinaryReader reader, bool hasEndedEpochs) => new()
    {
        Version = reader.Read7BitEncodedInt64(),
        IsRegistered = reader.ReadBoolean(),
        LastEpoch = reader.Read7BitEncodedInt64(),
        LastSeenAt = reader.ReadInstant(),
        CredentialsRevokedAt = reader.ReadInstant(),
        DeletedAt = reader.ReadInstant(),
        CustomStatus = reader.ReadString(),
        Sessions = reader.ReadMany(PresenceFields.ReadSession),
        PushedOut = reader.ReadMany(one => ReadEnded(one, hasEndedEpochs)),
    };

    private static void WriteEnded(BinaryWriter writer, EndedSession ended)
    {
        writer.WriteGuid(ended.Id.Value);
        writer.Write7BitEncodedInt64(ended.Epoch);
        writer.Write((byte)ended.Reason);
        writer.Write((byte)(ended.By ?? 0));
        writer.WriteInstant(ended.At);
    }

    private static EndedSession ReadEnded(BinaryReader reader, bool hasEpoch)
    {
        var id = new SessionId(reader.ReadGuid());
        var epoch = hasEpoch ? reader.Read7BitEncodedInt64() : 0;
        var reason = (SessionEndReason)reader.ReadByte();
        var by = reader.ReadByte();
        return new EndedSession(id, epoch, reason, by == 0 ? null : (Platform)by, reader.ReadInstant() ?? default);
    }
}
