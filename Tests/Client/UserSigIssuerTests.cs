using System.IO.Compression;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using PresenceCluster.Client;
using Xunit;

namespace PresenceCluster.Tests.Client;

/// <summary>The vectors were made by the official npm package tls-sig-api-v2 1.0.2 with its clock at 1700000000.</summary>
public sealed class UserSigIssuerTests
{
    private const string OfficialToken =
        "eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwhWZiflZpXlQqeKU7MSCgswUJStDEwMogMiUZOamKlkZmqOKplYUZBaBxE1NTY3gosWZ6UpWSj5ljuYp"
        + "*p7l5unBxXnF2WVhVU4uAf7Ozi5JpX7O5SbuHuUhzgZJmQXaTia2SrUAohcx8g__";

    private static readonly UserSigIssuer Issuer = new(
        1400000000,
        "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e",
        new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)));

    [Fact]
    public void Token_says_exactly_what_the_official_one_says()
    {
        var (issued, official) = (Open(Issuer.Issue("xiaojun")), Open(OfficialToken));

        Assert.Equal(official, issued);
        Assert.Equal("LvA7d/Iw7gSsnskvVzBDPOCCDbuNCw4GHwTC0bip+B4=", issued["TLS.sig"]);
    }

    [Fact]
    public void User_buffer_is_signed_along()
    {
        var issued = Open(Issuer.Issue("xiaojun", userBuffer: Convert.FromBase64String("AAAHeGlhb2p1blNyTgAAACcQZkE/AAAAAP8AAAAA")));

        Assert.Equal("AAAHeGlhb2p1blNyTgAAACcQZkE/AAAAAP8AAAAA", issued["TLS.userbuf"]);
        Assert.Equal("y9Avb5xwHgIgoABbGakLaE0xs+v/dLcIPegbWfcbRLI=", issued["TLS.sig"]);
    }

    [Fact]
    public void Token_survives_a_url() => Assert.Matches("^[A-Za-z0-9*_-]+$", Issuer.Issue("xiaojun"));

    [Theory]
    [InlineData("")]
    [InlineData("a\nTLS.sdkappid:1")]
    [InlineData("é")]
    public void User_id_that_could_forge_a_line_is_refused(string userId) => Assert.ThrowsAny<ArgumentException>(() => Issuer.Issue(userId));

    private static Dictionary<string, string> Open(string token)
    {
        var compressed = Convert.FromBase64String(token.Replace('*', '+').Replace('-', '/').Replace('_', '='));
        using var zlib = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress);
        using var json = JsonDocument.Parse(zlib);
        return json.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.ToString());
    }
}
