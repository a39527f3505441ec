using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Auth;
using PresenceCluster.Grains.Interfaces.Apps;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Auth;

/// <summary>JSON Web Tokens of an app's own issuer.</summary>
public sealed class JwtTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private static readonly byte[] HmacKey = [.. Enumerable.Range(1, 32).Select(value => (byte)value)];
    private readonly CredentialVerifier _verifier = new(new FakeTimeProvider(Now));
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _rsa.Dispose();
        _ecdsa.Dispose();
    }

    [Theory]
    [InlineData(SecurityAlgorithms.HmacSha256)]
    [InlineData(SecurityAlgorithms.RsaSha256)]
    [InlineData(SecurityAlgorithms.EcdsaSha256)]
    public async Task Genuine_token_is_accepted_with_its_subject_and_time(string algorithm)
        => Assert.Equal(new CredentialCheck.Accepted("alice", Now.AddMinutes(-1)), await CheckAsync(Token(algorithm), "alice"));

    [Fact]
    public async Task Without_a_named_user_the_subject_is_taken()
        => Assert.Equal("alice", Assert.IsType<CredentialCheck.Accepted>(await CheckAsync(Token(), null)).UserId);

    [Fact]
    public async Task White_space_around_a_token_is_ignored()
        => Assert.IsType<CredentialCheck.Accepted>(await CheckAsync(" " + Token() + "\r\n", "alice"));

    [Fact]
    public async Task Another_user_is_refused() => Assert.Equal(CredentialFault.OtherUser, Fault(await CheckAsync(Token(), "bob")));

    [Theory]
    [InlineData("iss", "other", (int)CredentialFault.OtherApp)]
    [InlineData("aud", "other", (int)CredentialFault.OtherApp)]
    [InlineData("iss", null, (int)CredentialFault.OtherApp)]
    [InlineData("aud", null, (int)CredentialFault.OtherApp)]
    [InlineData("sub", null, (int)CredentialFault.Malformed)]
    [InlineData("sub", "ünprintable", (int)CredentialFault.Malformed)]
    [InlineData("iat", null, (int)CredentialFault.Malformed)]
    [InlineData("iat", "soon", (int)CredentialFault.Malformed)]
    [InlineData("exp", null, (int)CredentialFault.Malformed)]
    public async Task Claim_that_does_not_fit_is_refused(string claim, string? value, int fault)
        => Assert.Equal((CredentialFault)fault, Fault(await CheckAsync(Token(change: claims => Set(claims, claim, value)), null)));

    [Theory]
    [InlineData("exp", -10, (int)CredentialFault.Expired)]
    [InlineData("nbf", 301, (int)CredentialFault.NotYetValid)]
    [InlineData("iat", 301, (int)CredentialFault.NotYetValid)]
    public async Task Token_that_is_not_in_force_says_on_which_side(string claim, int secondsFromNow, int fault)
        => Assert.Equal((CredentialFault)fault, Fault(await CheckAsync(
            Token(change: claims => claims[claim] = Now.AddSeconds(secondsFromNow).ToUnixTimeSeconds()), "alice")));

    [Fact]
    public async Task Token_signed_by_somebody_else_is_refused()
    {
        using var other = RSA.Create(2048);
        Assert.Equal(CredentialFault.WrongSignature, Fault(await CheckAsync(Sign(new RsaSecurityKey(other), SecurityAlgorithms.RsaSha256, Claims()), "alice")));
    }

    [Fact]
    public async Task Unsigned_token_is_refused()
    {
        var parts = Token().Split('.');
        var none = Base64UrlEncoder.Encode("{\"alg\":\"none\",\"typ\":\"JWT\"}");
        Assert.IsType<CredentialCheck.Refused>(await CheckAsync($"{none}.{parts[1]}.", "alice"));
        Assert.IsType<CredentialCheck.Refused>(await CheckAsync($"{none}.{parts[1]}.{parts[2]}", "alice"));
        Assert.IsType<CredentialCheck.Refused>(await CheckAsync($"{parts[0]}.{parts[1]}.", "alice"));
    }

    [Fact]
    public async Task Public_key_cannot_be_used_as_hmac_secret()
    {
        var pem = System.Text.Encoding.UTF8.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem());
        var forged = Sign(new SymmetricSecurityKey(pem), SecurityAlgorithms.HmacSha256, Claims());
        Assert.Equal(CredentialFault.WrongSignature, Fault(await CheckAsync(forged, "alice")));
    }

    [Fact]
    public async Task Stronger_algorithm_than_agreed_is_refused()
        => Assert.IsType<CredentialCheck.Refused>(await CheckAsync(Sign(new RsaSecurityKey(_rsa), SecurityAlgorithms.RsaSha512, Claims()), "alice"));

    [Theory]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("nothing")]
    public async Task Garbage_is_malformed(string token) => Assert.Equal(CredentialFault.Malformed, Fault(await CheckAsync(token, "alice")));

    [Fact]
    public async Task Over_long_and_empty_tokens_are_refused()
    {
        Assert.Equal(CredentialFault.Malformed, Fault(await CheckAsync(new string('a', 100_000), "alice")));
        Assert.Equal(CredentialFault.Empty, Fault(await CheckAsync("", "alice")));
    }

    [Fact]
    public async Task App_without_usable_keys_takes_no_tokens()
    {
        var without = new AppSnapshot(new AppId(1), 1, new AppSettings());
        var weak = new AppSnapshot(new AppId(1), 1, new AppSettings
        {
            Jwt = new JwtSettings { Issuer = "issuer", Audience = "audience", Keys = ["c2hvcnQ=", "-----BEGIN PUBLIC KEY-----"] },
        });
        Assert.Equal(CredentialFault.NoKey, Fault(await _verifier.CheckJwtAsync(without, "alice", Token())));
        Assert.Equal(CredentialFault.NoKey, Fault(await _verifier.CheckJwtAsync(weak, "alice", Token())));
    }

    private ValueTask<CredentialCheck> CheckAsync(string token, string? userId) => _verifier.CheckJwtAsync(App(), userId, token);

    private AppSnapshot App() => new(new AppId(1), 1, new AppSettings
    {
        Jwt = new JwtSettings
        {
            Issuer = "issuer",
            Audience = "audience",
            Keys = [_rsa.ExportSubjectPublicKeyInfoPem(), Convert.ToBase64String(HmacKey), _ecdsa.ExportSubjectPublicKeyInfoPem()],
        },
    });

    private string Token(string algorithm = SecurityAlgorithms.HmacSha256, Action<Dictionary<string, object>>? change = null)
    {
        SecurityKey key = algorithm switch
        {
            SecurityAlgorithms.RsaSha256 => new RsaSecurityKey(_rsa),
            SecurityAlgorithms.EcdsaSha256 => new ECDsaSecurityKey(_ecdsa),
            _ => new SymmetricSecurityKey(HmacKey),
        };
        var claims = Claims();
        change?.Invoke(claims);
        return Sign(key, algorithm, claims);
    }

    private static Dictionary<string, object> Claims() => new()
    {
        ["iss"] = "issuer",
        ["aud"] = "audience",
        ["sub"] = "alice",
        ["iat"] = Now.AddMinutes(-1).ToUnixTimeSeconds(),
        ["exp"] = Now.AddHours(1).ToUnixTimeSeconds(),
    };

    private static string Sign(SecurityKey key, string algorithm, Dictionary<string, object> claims)
        => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            System.Text.Json.JsonSerializer.Serialize(claims), new SigningCredentials(key, algorithm));

    private static void Set(Dictionary<string, object> claims, string claim, string? value)
    {
        if (value is null)
            claims.Remove(claim);
        else
            claims[claim] = value;
    }

    private static CredentialFault Fault(CredentialCheck check) => Assert.IsType<CredentialCheck.Refused>(check).Fault;
}
