using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PresenceCluster.Tests.Gateway.Auth;

/// <summary>Makes UserSigs with the framework's own zlib, so that the verifier is checked against an independent implementation.</summary>
internal sealed record TestUserSig
{
    public const string Key = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";

    public uint App { get; init; } = 1400000000;

    public string UserId { get; init; } = "xiaojun";

    public DateTimeOffset IssuedAt { get; init; } = DateTimeOffset.FromUnixTimeSeconds(1700000000);

    public long Expire { get; init; } = 15552000;

    public string SecretKey { get; init; } = Key;

    public string? UserBuffer { get; init; }

    public CompressionLevel Level { get; init; } = CompressionLevel.Optimal;

    public override string ToString() => Pack(Encoding.UTF8.GetBytes(Json()), Level);

    public string Json() => "{" + string.Join(",", Members().Select(member => $"\"{member.Name}\":{member.Value}")) + "}";

    public IEnumerable<(string Name, string Value)> Members()
    {
        yield return ("TLS.ver", "\"2.0\"");
        yield return ("TLS.identifier", JsonSerializer.Serialize(UserId));
        yield return ("TLS.sdkappid", App.ToString(CultureInfo.InvariantCulture));
        yield return ("TLS.expire", Expire.ToString(CultureInfo.InvariantCulture));
        yield return ("TLS.time", IssuedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        if (UserBuffer is not null)
            yield return ("TLS.userbuf", JsonSerializer.Serialize(UserBuffer));
        yield return ("TLS.sig", JsonSerializer.Serialize(Sign()));
    }

    public static string Pack(byte[] json, CompressionLevel level)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, level))
            zlib.Write(json);
        return ToToken(packed.ToArray());
    }

    public static string ToToken(byte[] zlib)
        => Convert.ToBase64String(zlib).Replace('+', '*').Replace('/', '-').Replace('=', '_');

    private string Sign()
    {
        var text = $"TLS.identifier:{UserId}\nTLS.sdkappid:{App}\nTLS.time:{IssuedAt.ToUnixTimeSeconds()}\nTLS.expire:{Expire}\n"
            + (UserBuffer is null ? "" : $"TLS.userbuf:{UserBuffer}\n");
        return Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SecretKey), Encoding.UTF8.GetBytes(text)));
    }
}
