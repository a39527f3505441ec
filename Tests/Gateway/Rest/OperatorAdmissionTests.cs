using System.Net;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Rest.V1.Problems;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>
/// The routes of the cluster, and operators at the routes of an app. <see cref="AccessRuleTests"/> has the permissions in detail.
/// </summary>
public sealed class OperatorAdmissionTests : V1Tests
{
    public static TheoryData<string, string> Routes => new()
    {
        { "POST", "/v1/sign-in" },
        { "POST", "/v1/sign-in/renew" },
        { "GET", "/v1/me" },
        { "POST", "/v1/me/password" },
        { "GET", "/v1/operators" },
        { "POST", "/v1/operators" },
        { "PUT", "/v1/operators/bob" },
        { "POST", "/v1/operators/bob/reset-password" },
        { "DELETE", "/v1/operators/bob" },
        { "GET", "/v1/apps" },
        { "POST", "/v1/apps" },
        { "GET", "/v1/overview" },
        { "GET", "/v1/overview/history" },
        { "GET", "/v1/processes" },
        { "POST", "/v1/processes/p1/drain" },
        { "DELETE", "/v1/processes/p1/drain" },
        { "GET", "/v1/audit" },
    };

    public static TheoryData<string, string> Closed
    {
        get
        {
            var closed = new TheoryData<string, string>();
            foreach (var route in Routes.Skip(1))
                closed.Add((string)route[0], (string)route[1]);
            return closed;
        }
    }

    [Theory]
    [MemberData(nameof(Closed))]
    public async Task Without_an_operators_token_the_answer_is_401(string method, string path)
    {
        await RefusedAsync(ProblemKind.Unauthorized, Host.SendAsync(new HttpMethod(method), path, "{}"));
    }

    [Theory]
    [MemberData(nameof(Closed))]
    public async Task Administrator_of_an_app_is_answered_with_401(string method, string path)
        => await RefusedAsync(ProblemKind.Unauthorized, Host.AskAsync(new HttpMethod(method), path, "{}"));

    [Theory]
    [InlineData("GET", "", HttpStatusCode.OK)]
    [InlineData("GET", "/audit", HttpStatusCode.OK)]
    [InlineData("GET", "/users/administrator/presence", HttpStatusCode.OK)]
    [InlineData("POST", "/presence/query", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "/login-policy", HttpStatusCode.Forbidden)]
    [InlineData("POST", "/keys", HttpStatusCode.Forbidden)]
    [InlineData("DELETE", "/users/u1/sessions", HttpStatusCode.Forbidden)]
    public async Task Viewer_reads_what_there_is_of_an_app_and_changes_nothing(string method, string path, HttpStatusCode expected)
    {
        var token = await Host.SignInAsync("vera", OperatorRole.Viewer);

        using var response = await Host.SendAsync(new HttpMethod(method), AppPath + path, "{}", token, "*");

        Assert.Equal(expected, response.StatusCode);
        Host.AssertNothingChanged();
    }

    [Fact]
    public async Task Admin_changes_an_app_and_stands_in_its_audit_by_name()
    {
        var token = await Host.SignInAsync("alice", OperatorRole.Admin);

        await OkAsync(Host.SendAsync(HttpMethod.Put, AppPath + "/login-policy", """{"loginPolicy":"Multi","instanceCaps":{}}""", token, "*"));

        Assert.Contains("\"who\":\"alice\"", await OkAsync(Host.SendAsync(HttpMethod.Get, AppPath + "/audit", bearer: token)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operator_is_told_that_an_app_does_not_exist()
        => await RefusedAsync(
            ProblemKind.UnknownApp,
            Host.SendAsync(HttpMethod.Get, "/v1/apps/1400000099", bearer: await Host.SignInAsync("vera", OperatorRole.Viewer)));

    [Theory]
    [InlineData("GET", AppPath)]
    [InlineData("GET", "/v1/apps")]
    [InlineData("GET", "/v1/operators")]
    public async Task One_time_password_opens_nothing_else(string method, string path)
        => await RefusedAsync(
            ProblemKind.PasswordChangeRequired,
            Host.SendAsync(new HttpMethod(method), path, bearer: await Host.SignInAsync("alice", OperatorRole.Admin, mustChangePassword: true)));

    [Fact]
    public async Task Token_ends_with_the_operator()
    {
        var token = await Host.SignInAsync("alice", OperatorRole.Admin);
        await Host.Grains.Operators.RemoveAsync("alice");

        await RefusedAsync(ProblemKind.Unauthorized, Host.SendAsync(HttpMethod.Get, "/v1/me", bearer: token));
    }
}
