using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Auth;
using PresenceCluster.Grains.Interfaces.Apps;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Auth;

/// <summary>UserSigs: the contract's vectors, the permitted variations of the official generators, and all that must be refused.</summary>
public sealed class UserSigTests
{
    private const string Token =
        "eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwhWZiflZpXlQqeKU7MSCgswUJStDEwMogMiUZOamKlkZ"
            + "mqOKplYUZBaBxE1NTY3gosWZ6UpWSj5ljuYp*p7l5unBxXnF2WVhVU4uAf7Ozi5JpX7O5SbuHuUhzgZJmQXaTia2SrUAohcx8g__";

    private static readonly DateTimeOffset IssuedAt = DateTimeOffset.FromUnixTimeSeconds(1700000000);
    private readonly FakeTimeProvider _time = new(IssuedAt.AddMinutes(1));
    private readonly CredentialVerifier _verifier;

    public UserSigTests() => _verifier = new CredentialVerifier(_time);

    [Fact]
    public void Vector_of_the_contract_is_accepted()
        => Assert.Equal(new CredentialCheck.Accepted("xiaojun", IssuedAt), _verifier.CheckUserSig(App(), "xiaojun", Token));

    [Fact]
    public void Vector_with_userbuf_is_accepted_and_its_signature_is_the_contracts()
    {
        var signed = new TestUserSig { UserBuffer = "AAAHeGlhb2p1blNyTgAAACcQZkE/AAAAAP8AAAAA" };
        Assert.Contains("y9Avb5xwHgIgoABbGakLaE0xs\\u002Bv/dLcIPegbWfcbRLI=", signed.Json());
        Assert.IsType<CredentialCheck.Accepted>(_verifier.CheckUserSig(App(), "xiaojun", signed.ToString()));
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.Optimal)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void Any_zlib_level_is_accepted(CompressionLevel level)
        => Assert.IsType<CredentialCheck.Accepted>(Check(new TestUserSig { Level = level }));

    [Fact]
    public void Any_order_of_members_and_unknown_members_are_accepted()
    {
        var json = "{\"extra\":{\"a\":[1]},"
            + string.Join(" , ", new TestUserSig().Members().Reverse().Select(member => $"\"{member.Name}\" : {member.Value}"))
            + "}";
        Assert.IsType<CredentialCheck.Accepted>(Check(Pack(json)));
    }

    [Fact]
    public void Slashes_escaped_as_php_does_are_accepted()
        => Assert.IsType<CredentialCheck.Accepted>(Check(Pack(new TestUserSig().Json().Replace("/", "\\/"))));

    [Theory]
    [InlineData(" ", "")]
    [InlineData("", "\n")]
    [InlineData("\t", " \r\n")]
    public void White_space_around_a_token_is_ignored(string before, string after)
    {
        Assert.IsType<CredentialCheck.Accepted>(Check(before + Token + after));
        Assert.Equal(CredentialFault.Empty, Fault(Check(before + after)));
    }

    [Fact]
    public void Numbers_written_as_texts_are_accepted()
    {
        var members = new TestUserSig().Members().Select(member => $"\"{member.Name}\":\"{member.Value.Trim('"')}\"");

        Assert.IsType<CredentialCheck.Accepted>(Check(Pack("{" + string.Join(",", members) + "}")));
    }

    [Theory]
    [InlineData("TLS.time", "\"soon\"")]
    [InlineData("TLS.time", "\"\"")]
    [InlineData("TLS.time", "true")]
    [InlineData("TLS.expire", "\"1.5\"")]
    [InlineData("TLS.sdkappid", "\"-1\"")]
    [InlineData("TLS.sdkappid", "4294967296")]
    public void Number_without_a_plain_meaning_is_malformed(string name, string value)
    {
        var members = new TestUserSig().Members().Select(member => $"\"{member.Name}\":{(member.Name == name ? value : member.Value)}");

        Assert.Equal(CredentialFault.Malformed, Fault(Check(Pack("{" + string.Join(",", members) + "}"))));
    }

    [Fact]
    public void Token_of_version_1_is_malformed()
        => Assert.Equal(CredentialFault.Malformed, Fault(Check(Pack(new TestUserSig().Json().Replace("\"2.0\"", "\"1.0\"")))));

    [Fact]
    public void Without_a_named_user_the_one_inside_is_taken()
        => Assert.Equal("xiaojun", Assert.IsType<CredentialCheck.Accepted>(_verifier.CheckUserSig(App(), null, Token)).UserId);

    [Fact]
    public void Token_truncated_at_any_length_is_malformed()
    {
        Assert.Equal(CredentialFault.Empty, Fault(Check("")));
        for (var length = 1; length < Token.Length; length++)
            Assert.Equal(CredentialFault.Malformed, Fault(Check(Token[..length])));
    }

    [Fact]
    public void Token_with_any_character_changed_is_refused()
    {
        for (var i = 0; i < Token.Length; i++)
        {
            var changed = Token[..i] + (Token[i] == 'A' ? 'B' : 'A') + Token[(i + 1)..];
            // A few bits of base64 and deflate have no meaning; only they may change.
            if (Check(changed) is not CredentialCheck.Refused)
                Assert.Equal(Inflate(Token), Inflate(changed));
        }
    }

    [Theory]
    [InlineData("ä")]
    [InlineData("not a token")]
    [InlineData("AAAA")]
    [InlineData("eJx=")]
    public void Garbage_is_malformed(string token) => Assert.Equal(CredentialFault.Malformed, Fault(Check(token)));

    [Fact]
    public void Zip_bomb_is_malformed()
    {
        var bomb = TestUserSig.Pack(new byte[1_000_000], CompressionLevel.SmallestSize);
        Assert.True(bomb.Length < UserSigLimits.TokenCharsMax, "The bomb must pass the limit of the token to reach that of the inflated text.");
        Assert.Equal(CredentialFault.Malformed, Fault(Check(bomb)));
    }

    [Fact]
    public void Over_long_token_is_malformed()
        => Assert.Equal(CredentialFault.Malformed, Fault(Check(new string('A', UserSigLimits.TokenCharsMax + 4))));

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"TLS.ver\":\"2.0\"}")]
    [InlineData("{\"TLS.ver\":\"2.0\",")]
    [InlineData("nonsense")]
    public void Json_of_another_shape_is_malformed(string json) => Assert.Equal(CredentialFault.Malformed, Fault(Check(Pack(json))));

    [Fact]
    public void Member_missing_or_of_another_type_is_malformed()
    {
        foreach (var missing in new TestUserSig().Members().Select(member => member.Name))
        {
            var rest = new TestUserSig().Members().Where(member => member.Name != missing).Select(member => $"\"{member.Name}\":{member.Value}").ToList();
            Assert.Equal(CredentialFault.Malformed, Fault(Check(Pack("{" + string.Join(",", rest.Append($"\"{missing}\":null")) + "}"))));
            if (missing != "TLS.sdkappid")
                Assert.Equal(CredentialFault.Malformed, Fault(Check(Pack("{" + string.Join(",", rest) + "}"))));
        }
    }

    [Fact]
    public void Faults_are_found_in_the_order_of_the_official_verifiers()
    {
        var wrong = new TestUserSig { App = 2, UserId = "other", IssuedAt = IssuedAt.AddYears(-5), SecretKey = "another secret key" };
        Assert.Equal(CredentialFault.OtherApp, Fault(Check(wrong)));
        Assert.Equal(CredentialFault.OtherUser, Fault(Check(wrong with { App = 1400000000 })));
        Assert.Equal(CredentialFault.Expired, Fault(Check(wrong with { App = 1400000000, UserId = "xiaojun" })));
        Assert.Equal(CredentialFault.WrongSignature, Fault(Check(wrong with { App = 1400000000, UserId = "xiaojun", IssuedAt = IssuedAt })));
    }

    [Fact]
    public void Expiry_is_exact_to_the_second_after_the_tolerance()
    {
        var token = new TestUserSig { Expire = 120 };
        var last = IssuedAt.AddSeconds(120) + UserSigLimits.ExpiryTolerance;
        _time.SetUtcNow(last);
        Assert.IsType<CredentialCheck.Accepted>(Check(token));
        _time.SetUtcNow(last.AddSeconds(1));
        Assert.Equal(CredentialFault.Expired, Fault(Check(token)));
    }

    [Fact]
    public void Token_of_the_future_counts_only_as_far_as_clocks_differ()
    {
        var now = _time.GetUtcNow();
        Assert.IsType<CredentialCheck.Accepted>(Check(new TestUserSig { IssuedAt = now + UserSigLimits.ClockSkewMax }));
        Assert.Equal(CredentialFault.NotYetValid, Fault(Check(new TestUserSig { IssuedAt = now + UserSigLimits.ClockSkewMax + TimeSpan.FromSeconds(1) })));
    }

    [Fact]
    public void Rotated_keys_are_each_accepted_and_dropped_ones_are_not()
    {
        const string Newer = "a newer key of sixteen characters";
        Assert.IsType<CredentialCheck.Accepted>(_verifier.CheckUserSig(App(Newer, TestUserSig.Key), "xiaojun", Token));
        Assert.Equal(CredentialFault.WrongSignature, Fault(_verifier.CheckUserSig(App(Newer), "xiaojun", Token)));
        Assert.Equal(CredentialFault.NoKey, Fault(_verifier.CheckUserSig(App([]), "xiaojun", Token)));
    }

    [Fact]
    public void User_id_with_a_line_feed_cannot_smuggle_signed_lines()
        => Assert.Equal(CredentialFault.Malformed, Fault(_verifier.CheckUserSig(App(), null, new TestUserSig { UserId = "a\nTLS.sdkappid:1" }.ToString())));

    private static AppSnapshot App(params string[] keys)
        => new(new AppId(1400000000), 1, new AppSettings { SecretKeys = [.. keys] });

    private static AppSnapshot App() => App(TestUserSig.Key);

    private static string Pack(string json) => TestUserSig.Pack(Encoding.UTF8.GetBytes(json), CompressionLevel.Optimal);

    private CredentialCheck Check(TestUserSig token) => Check(token.ToString());

    private CredentialCheck Check(string token) => _verifier.CheckUserSig(App(), "xiaojun", token);

    private static byte[] Inflate(string token)
    {
        var json = new byte[UserSigLimits.InflatedBytesMax];
        Assert.True(UserSigText.TryInflate(token, json, out var length));
        return json[..length];
    }

    private static CredentialFault Fault(CredentialCheck check) => Assert.IsType<CredentialCheck.Refused>(check).Fault;
}
