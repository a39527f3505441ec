using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Auth;
using PresenceCluster.Gateway.Operators;
using PresenceCluster.Tests.Gateway.Rest;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Operators;

/// <summary>Which tokens of an identity provider count, and with which role. The provider is real, on loopback.</summary>
public sealed class ExternalTokensTests : IAsyncLifetime
{
    private static readonly RsaSecurityKey Rsa = IdentityProvider.NewRsa("rsa-1");
    private static readonly ECDsaSecurityKey Ecdsa = IdentityProvider.NewEcdsa("ec-1");

    private readonly IdentityProvider _provider = new();
    private readonly FakeTimeProvider _time = new(RestHost.Start);
    private readonly List<IDisposable> _used = [];

    public async Task InitializeAsync()
    {
        _provider.Published.AddRange([Rsa, Ecdsa]);
        await _provider.StartAsync();
    }

    public async Task DisposeAsync()
    {
        _used.ForEach(one => one.Dispose());
        await _provider.DisposeAsync();
    }

    public static TheoryData<string, Action<SecurityTokenDescriptor>> Spoilt => new()
    {
        { "expired", token => token.NotBefore = token.Expires = (RestHost.Start - UserSigLimits.ExpiryTolerance).UtcDateTime },
        { "not valid yet", token => token.NotBefore = RestHost.Start.AddMinutes(6).UtcDateTime },
        { "without an end", token => token.Expires = null },
        { "without a name", token => token.Claims.Remove("sub") },
        { "with an endless name", token => token.Claims["sub"] = new string('a', 129) },
        { "with a name of two lines", token => token.Claims["sub"] = "alice\nbob" },
        { "without roles", token => token.Claims.Remove("roles") },
        { "with no role of ours", token => token.Claims["roles"] = new[] { "PRESENCE-ADMIN", "presence-admin-not" } },
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Key_is_found_by_discovery_or_where_it_is_said_to_be(bool isToldWhere)
    {
        var tokens = Tokens(options => options.JwksUrl = isToldWhere ? _provider.JwksUrl : "");

        foreach (var key in new SecurityKey[] { Rsa, Ecdsa })
            Assert.Equal(("alice@example.org", OperatorRole.Admin), await AcceptAsync(tokens, _provider.Issue(key)));

        Assert.Equal(isToldWhere ? 1 : 2, _provider.Asked.Count);
    }

    [Theory]
    [InlineData("presence-viewer", OperatorRole.Viewer)]
    [InlineData("presence-admin", OperatorRole.Admin)]
    public async Task Role_may_be_a_single_one(string role, OperatorRole expected)
        => Assert.Equal(("alice@example.org", expected), await AcceptAsync(Tokens(), _provider.Issue(Rsa, change: token => token.Claims["roles"] = role)));

    [Fact]
    public async Task Claims_and_roles_are_named_by_the_configuration()
    {
        var tokens = Tokens(options =>
            (options.NameClaim, options.RoleClaim, options.AdminRole, options.ViewerRole) = ("email", "groups", "ops", "helpdesk"));
        var token = _provider.Issue(Ecdsa, change: one => (one.Claims["email"], one.Claims["groups"]) = ("bob@example.org", new[] { "helpdesk" }));

        Assert.Equal(("bob@example.org", OperatorRole.Viewer), await AcceptAsync(tokens, token));
    }

    [Theory]
    [MemberData(nameof(Spoilt))]
    public async Task Spoilt_token_is_refused(string how, Action<SecurityTokenDescriptor> spoil)
    {
        var check = await Tokens().CheckAsync(_provider.Issue(Rsa, change: spoil), CancellationToken.None);

        Assert.True(check is OperatorCheck.Refused, $"A token {how} was answered with {check}.");
    }

    [Fact]
    public async Task Token_for_another_program_or_of_another_issuer_is_left_to_the_app_and_nobody_is_asked_for_keys()
    {
        var tokens = Tokens();

        Assert.IsType<OperatorCheck.NotOperator>(await tokens.CheckAsync(_provider.Issue(Rsa, change: token => token.Audience = "mail"), default));
        Assert.IsType<OperatorCheck.NotOperator>(await tokens.CheckAsync(_provider.Issue(Rsa, change: token => token.Issuer += "/"), default));
        Assert.IsType<OperatorCheck.NotOperator>(await tokens.CheckAsync(
            _provider.Issue(Rsa, change: token => token.Claims["long"] = new string('a', UserSigLimits.JwtBytesMax)), default));

        Assert.Empty(_provider.Asked);
    }

    [Fact]
    public async Task Forged_signature_is_refused()
    {
        var tokens = Tokens();
        var genuine = _provider.Issue(Rsa).Split('.');
        var unsigned = $$"""{"alg":"none","kid":"{{Rsa.KeyId}}"}""";
        var publicKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(Rsa.Rsa.ExportSubjectPublicKeyInfoPem())) { KeyId = Rsa.KeyId };

        // Unsigned; HMAC with the public key; a foreign key with the right id; another key of the provider; the signature of another token.
        string[] forged =
        [
            $"{Base64UrlEncoder.Encode(unsigned)}.{genuine[1]}.",
            _provider.Issue(publicKey, SecurityAlgorithms.HmacSha256),
            _provider.Issue(IdentityProvider.NewRsa(Rsa.KeyId)),
            _provider.Issue(new ECDsaSecurityKey(Ecdsa.ECDsa) { KeyId = Rsa.KeyId }),
            _provider.Issue(Rsa, SecurityAlgorithms.RsaSha512),
            $"{genuine[0]}.{_provider.Issue(Rsa, change: token => token.Claims["sub"] = "mallory").Split('.')[1]}.{genuine[2]}",
        ];

        foreach (var token in forged)
            Assert.IsType<OperatorCheck.Refused>(await tokens.CheckAsync(token, default));
        Assert.IsType<OperatorCheck.Accepted>(await tokens.CheckAsync(string.Join('.', genuine), default));
    }

    [Fact]
    public async Task Published_key_that_is_too_weak_does_not_count()
    {
        var weak = IdentityProvider.NewRsa("weak", bits: 1024);
        _provider.Published.Add(weak);
        var tokens = Tokens();

        Assert.IsType<OperatorCheck.Refused>(await tokens.CheckAsync(_provider.Issue(weak), default));
        Assert.IsType<OperatorCheck.Accepted>(await tokens.CheckAsync(_provider.Issue(Rsa), default));
    }

    [Fact]
    public async Task Configured_key_needs_no_provider_whatever_id_the_token_names()
    {
        var tokens = Tokens(options => options.PublicKey = Ecdsa.ECDsa.ExportSubjectPublicKeyInfoPem());

        Assert.IsType<OperatorCheck.Accepted>(await tokens.CheckAsync(_provider.Issue(Ecdsa), default));
        Assert.IsType<OperatorCheck.Refused>(await tokens.CheckAsync(_provider.Issue(Rsa), default));
        Assert.Empty(_provider.Asked);
    }

    private OperatorTokens Tokens(Action<ExternalIssuerOptions>? configure = null)
    {
        var options = Options.Create(new ConsoleOptions { ExternalIssuer = _provider.Options() });
        configure?.Invoke(options.Value.ExternalIssuer);
        var keys = new ExternalKeys(options, _time, NullLogger<ExternalKeys>.Instance);
        _used.Add(keys);
        var directory = new OperatorDirectory(new FakeGrains(), _time, Options.Create(new AppDirectoryOptions()), NullLogger<OperatorDirectory>.Instance);
        return new OperatorTokens(directory, new ExternalTokens(keys, _time, options), _time, options);
    }

    private static async Task<(string Name, OperatorRole Role)> AcceptAsync(OperatorTokens tokens, string text)
    {
        var check = await tokens.CheckAsync(text, CancellationToken.None);
        var accepted = Assert.IsType<OperatorCheck.Accepted>(check).Operator;
        Assert.Null(accepted.Account);
        return (accepted.Name, accepted.Role);
    }
}
