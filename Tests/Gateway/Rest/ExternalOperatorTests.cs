using System.Net;
using Microsoft.IdentityModel.Tokens;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Tests.Gateway.Operators;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>
/// Operators of an identity provider at the routes of <c>/v1</c>: their roles count, and routes that need an account here refuse them.
/// </summary>
public sealed class ExternalOperatorTests : IAsyncLifetime
{
    private const string AppPath = "/v1/apps/1400000000";

    private static readonly ECDsaSecurityKey Key = IdentityProvider.NewEcdsa("key");

    private readonly IdentityProvider _provider = new();
    private RestHost _host = null!;

    public async Task InitializeAsync()
    {
        _provider.Published.Add(Key);
        await _provider.StartAsync();
        _host = await RestHost.StartAsync(console: options => options.ExternalIssuer = _provider.Options());
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Admin_changes_an_app_by_name_and_viewer_does_not()
    {
        const string Multi = """{"loginPolicy":"Multi","instanceCaps":{}}""";
        var viewer = _provider.Issue(Key, change: token => (token.Claims["sub"], token.Claims["roles"]) = ("vera", "presence-viewer"));

        using var refused = await _host.SendAsync(HttpMethod.Put, AppPath + "/login-policy", Multi, viewer, "*");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        _host.AssertNothingChanged();
        using var changed = await _host.SendAsync(HttpMethod.Put, AppPath + "/login-policy", Multi, _provider.Issue(Key), "*");
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        using var audit = await _host.SendAsync(HttpMethod.Get, AppPath + "/audit", bearer: viewer);
        Assert.Contains("\"who\":\"alice@example.org\"", await audit.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/sign-in/renew", "{}")]
    [InlineData("/v1/me/password", """{"current":"abcdefghijkl","new":"mnopqrstuvwx"}""")]
    public async Task What_needs_an_account_of_ours_says_so(string path, string body)
    {
        using var answer = await _host.SendAsync(HttpMethod.Post, path, body, _provider.Issue(Key));

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains(ProblemKind.ExternalOperator.Code, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Spoilt_or_foreign_token_is_answered_with_401(bool isForeign)
    {
        var token = _provider.Issue(Key, change: one =>
        {
            if (isForeign)
                one.Audience = "mail";
            else
                one.NotBefore = one.Expires = RestHost.Start.AddMinutes(-1).UtcDateTime;
        });

        foreach (var path in new[] { "/v1/me", AppPath })
        {
            using var answer = await _host.SendAsync(HttpMethod.Get, path, bearer: token);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }
}
