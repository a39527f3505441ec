using System.Net;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Grains.Interfaces.Apps;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>Every route of <c>/v1</c> is closed to all but an administrator of the app in its path.</summary>
public sealed class V1AdmissionTests : V1Tests
{
    public static TheoryData<string, string> Routes => new()
    {
        { "GET", "" },
        { "PUT", "" },
        { "GET", "/login-policy" },
        { "PUT", "/login-policy" },
        { "GET", "/audit" },
        { "POST", "/keys" },
        { "DELETE", "/keys/0" },
        { "GET", "/endpoints" },
        { "POST", "/endpoints" },
        { "GET", "/endpoints/e1" },
        { "PUT", "/endpoints/e1" },
        { "DELETE", "/endpoints/e1" },
        { "POST", "/endpoints/e1/rotate-secret" },
        { "GET", "/endpoints/e1/state" },
        { "POST", "/endpoints/e1/test" },
        { "GET", "/endpoints/e1/dead-letters" },
        { "POST", "/endpoints/e1/dead-letters/resend" },
        { "POST", "/endpoints/e1/dead-letters/purge" },
        { "GET", "/events" },
        { "GET", "/events/stream" },
        { "GET", "/users/u1/events" },
        { "GET", "/users/u1/presence" },
        { "POST", "/presence/query" },
        { "GET", "/users/u1/sessions" },
        { "DELETE", "/users/u1/sessions" },
        { "DELETE", "/users/u1/sessions/00000001-0000-0000-0000-000000000000" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Without_a_bearer_the_answer_is_401(string method, string path)
    {
        using var response = await Host.SendAsync(new HttpMethod(method), AppPath + path);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        Host.AssertNothingChanged();
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task User_who_is_no_administrator_is_answered_with_403(string method, string path)
        => await RefusedAsync(
            ProblemKind.NotAdministrator,
            Host.SendAsync(new HttpMethod(method), AppPath + path, body: "{}", bearer: RestHost.For("u1").ToString(), ifMatch: "*"));

    [Fact]
    public async Task Administrator_of_another_app_only_is_answered_with_403()
    {
        AddOtherApp();

        await RefusedAsync(
            ProblemKind.NotAdministrator, Host.SendAsync(HttpMethod.Get, AppPath, bearer: RestHost.For("other-administrator").ToString()));
    }

    [Fact]
    public async Task Credential_of_another_app_is_answered_with_401()
    {
        AddOtherApp();
        var userSig = (RestHost.For("other-administrator") with { App = RestHost.App + 1 }).ToString();

        await RefusedAsync(ProblemKind.Unauthorized, Host.SendAsync(HttpMethod.Delete, AppPath + "/users/u1/sessions", bearer: userSig));
    }

    [Theory]
    [InlineData("expired", "has expired by the service's clock")]
    [InlineData("future", "check the signer's clock")]
    [InlineData("truncated", "cannot be decoded")]
    [InlineData("forged", "not signed with a key of this app")]
    [InlineData("a.b.c", "")]
    [InlineData("", "")]
    public async Task Credential_that_does_not_count_is_answered_with_401_and_why(string kind, string why)
    {
        var genuine = RestHost.For(RestHost.Administrator);
        var token = kind switch
        {
            "expired" => (genuine with { Expire = 30 }).ToString(),
            "future" => (genuine with { IssuedAt = Host.Time.GetUtcNow().AddMinutes(6) }).ToString(),
            "truncated" => genuine.ToString()[..^20],
            "forged" => (genuine with { SecretKey = new string('0', 64) }).ToString(),
            _ => kind,
        };

        var problem = await RefusedAsync(
            ProblemKind.Unauthorized, Host.SendAsync(HttpMethod.Delete, AppPath + "/users/u1/sessions", bearer: token));

        Assert.Contains(why, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/apps/1400000001")]
    [InlineData("/v1/apps/seven")]
    public async Task App_that_does_not_exist_is_not_told_apart(string path)
        => await RefusedAsync(ProblemKind.Unauthorized, Host.AskAsync(HttpMethod.Get, path));

    [Fact]
    public async Task Process_that_has_not_read_the_apps_yet_answers_503()
    {
        await using var host = await RestHost.StartAsync(loadsApps: false);

        using var response = await host.AskAsync(HttpMethod.Get, AppPath);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task Kicked_administrators_earlier_credential_is_answered_with_401()
    {
        Host.Query.Presences[RestHost.Administrator] =
            Host.Query.Presences[RestHost.Administrator] with { CredentialsRevokedAt = RestHost.Start };

        var problem = await RefusedAsync(ProblemKind.Unauthorized, Host.AskAsync(HttpMethod.Delete, AppPath + "/users/u1/sessions"));

        Assert.Contains("after 2026-11-23T09:00:00.000Z", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Path_that_is_no_route_is_answered_with_404()
        => await RefusedAsync(ProblemKind.NotFound, Host.AskAsync(HttpMethod.Get, "/v1/nothing"));

    [Fact]
    public async Task Fault_within_is_answered_with_500_and_no_word_of_what_it_was()
    {
        Host.Query.Trouble = Task.FromException(new InvalidOperationException("disk on fire"));

        var problem = await RefusedAsync(ProblemKind.Internal, Host.AskAsync(HttpMethod.Get, AppPath + "/users/u1/presence"));

        Assert.DoesNotContain("fire", problem.ToString(), StringComparison.Ordinal);
    }

    private void AddOtherApp() => Host.Apps.Swap(new AppSnapshot(
        new AppId(RestHost.App + 1), 1, RestHost.Settings with { Administrators = ["other-administrator"] }));
}
