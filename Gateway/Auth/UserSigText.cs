using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Json;

namespace PresenceCluster.Gateway.Auth;

/// <summary>
/// The content of a UserSig (TLSSigAPIv2, contract §5), as views into a buffer of the caller, so that a check copies nothing.
/// </summary>
internal ref struct UserSigText
{
    private const string PlainCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-_";
    private static readonly SearchValues<char> Alphabet = SearchValues.Create(PlainCharacters);

    public ReadOnlySpan<byte> Identifier;
    public ReadOnlySpan<byte> UserBuffer;
    public ReadOnlySpan<byte> Signature;
    public uint App;
    public long Time;
    public long Expire;
    private Span<byte> _free;
    private bool _isVersion2;
    private bool _hasTime;
    private bool _hasExpire;

    /// <summary>Reverses the alphabet, decodes and inflates a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="inflated">Takes the JSON; <see cref="UserSigLimits.InflatedBytesMax"/> long.</param>
    /// <param name="length">How long the JSON is.</param>
    public static bool TryInflate(ReadOnlySpan<char> token, Span<byte> inflated, out int length)
    {
        length = 0;
        if (token.Length > UserSigLimits.TokenCharsMax || token.ContainsAnyExcept(Alphabet))
            return false;

        var base64 = new byte[token.Length];
        for (var i = 0; i < token.Length; i++)
            base64[i] = token[i] switch { '*' => (byte)'+', '-' => (byte)'/', '_' => (byte)'=', var plain => (byte)plain };
        if (Base64.DecodeFromUtf8InPlace(base64, out var zlibLength) != OperationStatus.Done)
            return false;

        using var zlib = new ZLibStream(new MemoryStream(base64, 0, zlibLength), CompressionMode.Decompress);
        try
        {
            length = zlib.ReadAtLeast(inflated, inflated.Length, throwOnEndOfStream: false);
            // One byte more than the limit means a bomb. A stream that is cut within its checksum ends without an error, so the checksum is
            // compared here.
            return zlib.ReadByte() < 0 && EndsWithChecksum(base64.AsSpan(0, zlibLength), inflated[..length]);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Whether a zlib stream ends with the Adler-32 of its content (RFC 1950 §2.2).</summary>
    private static bool EndsWithChecksum(ReadOnlySpan<byte> zlib, ReadOnlySpan<byte> content)
    {
        const uint Modulus = 65521;
        uint sum = 1, sumOfSums = 0;
        foreach (var value in content)
        {
            sum = (sum + value) % Modulus;
            sumOfSums = (sumOfSums + sum) % Modulus;
        }

        return zlib.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(zlib[^sizeof(uint)..]) == ((sumOfSums << 16) | sum);
    }

    /// <summary>
    /// Reads the JSON of a token. Members may come in any order, unknown ones are skipped, and numbers may be written as texts.
    /// </summary>
    /// <param name="json">The inflated token.</param>
    /// <param name="unescaped">Receives the texts; at least as long as the JSON.</param>
    /// <param name="text">The content that was read.</param>
    public static bool TryParse(ReadOnlySpan<byte> json, Span<byte> unescaped, out UserSigText text)
    {
        text = default;
        var read = new UserSigText { _free = unescaped };
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (!read.TryReadMember(ref reader))
                    return false;
            }

            text = read;
            return reader.TokenType == JsonTokenType.EndObject && !reader.Read() && read.IsComplete();
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The reader reports text that is not JSON, or not UTF-8, only by an exception.
            return false;
        }
    }

    /// <summary>Recomputes the signature with one key and compares in constant time.</summary>
    public readonly bool IsSignedWith(string secretKey)
    {
        Span<byte> message = stackalloc byte[256 + UserSigLimits.InflatedBytesMax];
        var length = WriteMessage(message);
        Span<byte> key = stackalloc byte[UserSigLimits.SecretKeyBytesMax];
        if (!Encoding.UTF8.TryGetBytes(secretKey, key, out var keyLength))
            return false;

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key[..keyLength], message[..length], expected);
        Span<byte> received = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return Base64.DecodeFromUtf8(Signature, received, out var consumed, out var written) == OperationStatus.Done
            && consumed == Signature.Length
            && written == expected.Length
            && CryptographicOperations.FixedTimeEquals(expected, received);
    }

    private readonly int WriteMessage(Span<byte> message)
    {
        var length = 0;
        Append(message, ref length, "TLS.identifier:"u8, Identifier);
        Span<byte> digits = stackalloc byte[20];
        Append(message, ref length, "TLS.sdkappid:"u8, Format(App, digits));
        Append(message, ref length, "TLS.time:"u8, Format(Time, digits));
        Append(message, ref length, "TLS.expire:"u8, Format(Expire, digits));
        if (!UserBuffer.IsEmpty)
            Append(message, ref length, "TLS.userbuf:"u8, UserBuffer);
        return length;
    }

    private static void Append(Span<byte> message, ref int length, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        name.CopyTo(message[length..]);
        value.CopyTo(message[(length + name.Length)..]);
        length += name.Length + value.Length;
        message[length++] = (byte)'\n';
    }

    private static ReadOnlySpan<byte> Format(long number, Span<byte> digits)
    {
        number.TryFormat(digits, out var count, default, System.Globalization.CultureInfo.InvariantCulture);
        return digits[..count];
    }

    private bool TryReadMember(scoped ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("TLS.ver"u8))
            return reader.Read() && reader.TokenType == JsonTokenType.String && (_isVersion2 = reader.ValueTextEquals("2.0"u8));
        if (reader.ValueTextEquals("TLS.identifier"u8))
            return TryReadText(ref reader, ref Identifier);
        if (reader.ValueTextEquals("TLS.userbuf"u8))
            return TryReadText(ref reader, ref UserBuffer);
        if (reader.ValueTextEquals("TLS.sig"u8))
            return TryReadText(ref reader, ref Signature);
        if (reader.ValueTextEquals("TLS.sdkappid"u8))
            return TryReadApp(ref reader);
        if (reader.ValueTextEquals("TLS.time"u8))
            return reader.Read() && (_hasTime = LooseJson.TryReadWhole(ref reader, out Time));
        if (reader.ValueTextEquals("TLS.expire"u8))
            return reader.Read() && (_hasExpire = LooseJson.TryReadWhole(ref reader, out Expire));
        reader.Skip();
        return true;
    }

    private bool TryReadApp(scoped ref Utf8JsonReader reader)
    {
        if (!reader.Read() || !LooseJson.TryReadWhole(ref reader, out var app) || app is < 0 or > uint.MaxValue)
            return false;
        App = (uint)app;
        return true;
    }

    private bool TryReadText(scoped ref Utf8JsonReader reader, scoped ref ReadOnlySpan<byte> text)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.String)
            return false;
        var length = reader.CopyString(_free);
        text = _free[..length];
        _free = _free[length..];
        return true;
    }

    // The signed text is line-based, so no part of it may hold a line feed: ids are printable, and the buffer is base64.
    private readonly bool IsComplete()
        => _isVersion2 && _hasTime && _hasExpire && !Signature.IsEmpty
            && Identifier.Length is > 0 and <= UserKey.UserIdBytesMax && !Identifier.ContainsAnyExceptInRange((byte)' ', (byte)'~')
            && !UserBuffer.ContainsAnyExceptInRange((byte)'!', (byte)'~')
            && Time >= 0 && Time <= UserSigLimits.UnixSecondsMax
            && Expire >= 0 && Expire <= UserSigLimits.UnixSecondsMax;
}
