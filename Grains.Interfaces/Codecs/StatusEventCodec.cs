using System.Text;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces.Codecs;

/// <summary>
/// The stored form of a status event. Byte 0 is the format's version, and a reader refuses a version that it does not know. A writer may
/// use a new version only once every process of a cluster can read it.
/// </summary>
public static class StatusEventCodec
{
    private const byte FormatVersion = 1;

    /// <summary>Writes an event.</summary>
    public static byte[] Encode(StatusEvent happened)
    {
        using var bytes = new MemoryStream(64 + (128 * (happened.Sessions.Length + happened.PushedOut.Length)));
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(FormatVersion);
        writer.Write7BitEncodedInt64(happened.Version);
        writer.WriteInstant(happened.At);
        writer.Write((byte)happened.Action);
        writer.Write((byte)(happened.Reason ?? 0));
        writer.Write((byte)happened.Before);
        writer.Write((byte)happened.After);
        writer.Write(happened.CustomStatus);
        writer.WriteMany(happened.Sessions, PresenceFields.WriteSession);
        writer.WriteMany(happened.PushedOut, PresenceFields.WriteSession);
        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are of another format version, truncated or damaged.</exception>
    public static StatusEvent Decode(byte[] encoded)
    {
        using var reader = new BinaryReader(new MemoryStream(encoded, writable: false), Encoding.UTF8);
        try
        {
            var version = reader.ReadByte();
            if (version != FormatVersion)
                throw new InvalidDataException($"A status event has format version {version}; this program reads {FormatVersion}.");
            var happened = Read(reader);
            return reader.BaseStream.Position == encoded.Length
                ? happened
                : throw new FormatException("There are bytes after its end.");
        }
        catch (Exception fault) when (fault is IOException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"A status event of {encoded.Length} bytes is damaged: {fault.Message}", fault);
        }
    }

    private static StatusEvent Read(BinaryReader reader) => new()
    {
        Version = reader.Read7BitEncodedInt64(),
        At = reader.ReadInstant() ?? default,
        Action = (StatusAction)reader.ReadByte(),
        Reason = reader.ReadByte() is var reason and not 0 ? (SessionEndReason)reason : null,
        Before = (PresenceStatus)reader.ReadByte(),
        After = (PresenceStatus)reader.ReadByte(),
        CustomStatus = reader.ReadString(),
        Sessions = reader.ReadMany(PresenceFields.ReadSession),
        PushedOut = reader.ReadMany(PresenceFields.ReadSession),
    };
}
