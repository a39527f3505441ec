using System.Buffers.Binary;

namespace PresenceCluster.Domain;

/// <summary>
/// Names a device's admitted login by hand. A resume keeps it and raises only the epoch. It is a version 7
/// GUID (RFC 9562): its first 48 bits are the time of the login by hand in milliseconds. A client that resumes with it proves how old its
/// login is.
/// </summary>
/// <param name="Value">A version 7 GUID made by the gateway that proposed the session.</param>
public readonly record struct SessionId(Guid Value)
{
    private const int GuidBytes = 16;
    private const int Version = 7;

    // The time fills the first six of the sixteen bytes. In a 64-bit number it lies above two further bytes.
    private const int BitsBelowTime = 16;

    /// <summary>The time of the login that the id was made for, in whole milliseconds; null for an id that no gateway made.</summary>
    public DateTimeOffset? LoginAt
    {
        get
        {
            Span<byte> bytes = stackalloc byte[GuidBytes];
            Value.TryWriteBytes(bytes, bigEndian: true, out _);
            var milliseconds = (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> BitsBelowTime);
            return Value.Version == Version && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
                ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
                : null;
        }
    }

    /// <summary>The same id for a login at another time.</summary>
    /// <param name="loginAt">Whole milliseconds.</param>
    public SessionId At(DateTimeOffset loginAt)
    {
        Span<byte> bytes = stackalloc byte[GuidBytes];
        Value.TryWriteBytes(bytes, bigEndian: true, out _);
        var below = BinaryPrimitives.ReadUInt64BigEndian(bytes) & ((1UL << BitsBelowTime) - 1);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)loginAt.ToUnixTimeMilliseconds() << BitsBelowTime) | below);
        return new SessionId(new Guid(bytes, bigEndian: true));
    }

    /// <summary>The form in which people read a session id: 32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("N");

    /// <summary>Reads the form that <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string? text, out SessionId id)
    {
        var isId = Guid.TryParseExact(text, "N", out var value) && value != Guid.Empty;
        id = new SessionId(value);
        return isId;
    }
}
