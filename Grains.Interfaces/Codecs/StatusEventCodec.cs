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
        var writer = new PayloadWriter(stackalloc byte[PayloadWriter.UsualBytes]);
        writer.WriteByte(FormatVersion);
        writer.WriteNumber(happened.Version);
        writer.WriteInstant(happened.At);
        writer.WriteByte((byte)happened.Action);
        writer.WriteByte((byte)(happened.Reason ?? 0));
        writer.WriteByte((byte)happened.Before);
        writer.WriteByte((byte)happened.After);
        writer.WriteText(happened.CustomStatus);
        writer.WriteMany(happened.Sessions, PresenceFields.WriteSession);
        writer.WriteMany(happened.PushedOut, PresenceFields.WriteSession);
        return writer.Finish();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are of another format version, truncated or damaged.</exception>
    public static StatusEvent Decode(ReadOnlySpan<byte> encoded)
    {
        var reader = new PayloadReader(encoded);
        try
        {
            var version = reader.ReadByte();
            if (version != FormatVersion)
                throw new InvalidDataException($"A status event has format version {version}; this program reads {FormatVersion}.");
            var happened = Read(ref reader);
            return reader.IsAtEnd ? happened : throw new FormatException("There are bytes after its end.");
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            throw new InvalidDataException($"A status event of {encoded.Length} bytes is damaged: {fault.Message}", fault);
        }
    }

    private static StatusEvent Read(ref PayloadReader reader) => new()
    {
        Version = reader.ReadNumber(),
        At = reader.ReadInstant() ?? default,
        Action = (StatusAction)reader.ReadByte(),
        Reason = reader.ReadByte() is var reason and not 0 ? (SessionEndReason)reason : null,
        Before = (PresenceStatus)reader.ReadByte(),
        After = (PresenceStatus)reader.ReadByte(),
        CustomStatus = reader.ReadText(),
        Sessions = reader.ReadMany(PresenceFields.ReadSession),
        PushedOut = reader.ReadMany(PresenceFields.ReadSession),
    };
}
