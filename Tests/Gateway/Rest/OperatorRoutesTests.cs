using System.Net;
using System.Text.Json;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Grains.Interfaces.Operators;
using PresenceCluster.Tests.Gateway.Auth;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>The acts of administrators on the whole cluster: manage operators, create apps, rotate keys.</summary>
public sealed class OperatorRoutesTests : V1Tests
{
    private string _token = "";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _token = await Host.SignInAsync("alice", OperatorRole.Admin);
    }

    [Fact]
    public async Task Added_operator_signs_in_with_the_one_time_password_that_was_shown()
    {
        var added = await SendAsync(HttpStatusCode.Created, HttpMethod.Post, "/v1/operators", """{"name":"bob","role":"Viewer"}""");
        AssertOperator("bob", "Viewer", mustChange: true, added.GetProperty("operator"));

        var signIn = JsonSerializer.Serialize(new { name = "bob", password = added.GetProperty("oneTimePassword").GetString() });
        Assert.Contains("\"mustChangePassword\":true", await OkAsync(Host.SendAsync(HttpMethod.Post, "/v1/sign-in", signIn)), StringComparison.Ordinal);
        var list = await SendAsync(HttpStatusCode.OK, HttpMethod.Get, "/v1/operators");
        Assert.Equal(["alice", "bob"], list.GetProperty("operators").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        Assert.DoesNotContain("assword\":\"", list.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operator_is_promoted_given_a_new_password_and_removed()
    {
        await SendAsync(HttpStatusCode.Created, HttpMethod.Post, "/v1/operators", """{"name":"bob","role":"Viewer"}""");

        AssertOperator("bob", "Admin", mustChange: true, await SendAsync(HttpStatusCode.OK, HttpMethod.Put, "/v1/operators/bob", """{"role":"Admin"}"""));
        var reset = await SendAsync(HttpStatusCode.OK, HttpMethod.Post, "/v1/operators/bob/reset-password");
        Assert.Equal(20, reset.GetProperty("oneTimePassword").GetString()!.Length);
        using (var removed = await Host.SendAsync(HttpMethod.Delete, "/v1/operators/bob", bearer: _token))
            Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        await RefusedAsync(ProblemKind.UnknownOperator, Host.SendAsync(HttpMethod.Delete, "/v1/operators/bob", bearer: _token));
    }

    [Fact]
    public async Task Role_that_is_none_is_answered_with_422()
    {
        await RefusedAsync(ProblemKind.InvalidOperator, Host.SendAsync(HttpMethod.Post, "/v1/operators", """{"name":"bob","role":7}""", _token));
        await RefusedAsync(ProblemKind.InvalidOperator, Host.SendAsync(HttpMethod.Put, "/v1/operators/alice", """{"role":7}""", _token), othersBefore: 1);
    }

    [Theory]
    [InlineData("", "Viewer")]
    [InlineData("a b", "Viewer")]
    [InlineData("../x", "Admin")]
    [InlineData("exactly-thirty-three-letters-long", "Admin")]
    public async Task Name_that_breaks_rules_is_answered_with_422(string name, string role)
        => await RefusedAsync(
            ProblemKind.InvalidOperator,
            Host.SendAsync(HttpMethod.Post, "/v1/operators", $$"""{"name":"{{name}}","role":"{{role}}"}""", _token));

    [Theory]
    [InlineData("""{"name":"bob"}""")]
    [InlineData("""{"name":"bob","role":"King"}""")]
    public async Task Document_that_is_none_is_answered_with_400(string body)
        => await RefusedAsync(ProblemKind.UnreadableBody, Host.SendAsync(HttpMethod.Post, "/v1/operators", body, _token));

    [Fact]
    public async Task Refusals_of_the_grain_are_told()
    {
        Host.Grains.Operators.NextReply = new OperatorChangeReply.LastAdmin();
        await RefusedAsync(ProblemKind.LastAdmin, Host.SendAsync(HttpMethod.Delete, "/v1/operators/alice", bearer: _token));
    }

    [Fact]
    public async Task App_is_created_with_a_key_and_listed()
    {
        var body = await SendAsync(HttpStatusCode.Created, HttpMethod.Post, "/v1/apps", """{"id":1400000005,"name":"New","edition":"Ultimate"}""");

        var created = Host.Grains.Apps[1400000005].Current;
        Assert.Equal(("New", Edition.Ultimate), (created.Settings.Name, created.Settings.Edition));
        Assert.Equal([body.GetProperty("secretKey").GetString()!], created.Settings.SecretKeys.AsEnumerable());
        Assert.Equal("\"1\"", body.GetProperty("etag").GetString());
        await RefusedAsync(ProblemKind.AppExists, Host.SendAsync(HttpMethod.Post, "/v1/apps", """{"id":1400000005,"name":"New"}""", _token));
        AssertJson(
            """{"apps":[{"id":1400000000,"name":"Test","edition":"Standard","loginPolicy":"Dual","version":3}]}""",
            (await SendAsync(HttpStatusCode.OK, HttpMethod.Get, "/v1/apps")).GetRawText());
    }

    [Fact]
    public async Task Number_of_an_app_is_drawn_when_it_is_not_given()
    {
        var body = await SendAsync(HttpStatusCode.Created, HttpMethod.Post, "/v1/apps", """{"name":"New"}""");

        Assert.InRange(body.GetProperty("id").GetUInt32(), 1_400_000_001u, 1_499_999_999u);
    }

    [Theory]
    [InlineData("""{"name":""}""")]
    [InlineData("""{"id":0,"name":"New"}""")]
    public async Task App_that_breaks_rules_is_answered_with_422(string body)
        => await RefusedAsync(ProblemKind.InvalidSettings, Host.SendAsync(HttpMethod.Post, "/v1/apps", body, _token));

    [Fact]
    public async Task Keys_are_rotated()
    {
        var added = await SendAsync(HttpStatusCode.OK, HttpMethod.Post, AppPath + "/keys");
        var key = added.GetProperty("secretKey").GetString()!;
        Assert.Equal([key, TestUserSig.Key], Host.AppGrain.Current.Settings.SecretKeys.AsEnumerable());
        Assert.Equal(["****" + key[^4..], "****" + TestUserSig.Key[^4..]], added.GetProperty("keys").EnumerateArray().Select(one => one.GetString()));

        using (var stale = await Host.SendAsync(HttpMethod.Delete, AppPath + "/keys/1", bearer: _token, ifMatch: "\"3\""))
            Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        await OkAsync(Host.SendAsync(HttpMethod.Delete, AppPath + "/keys/1", bearer: _token, ifMatch: "\"4\""));
        Assert.Equal([key], Host.AppGrain.Current.Settings.SecretKeys.AsEnumerable());
        using var last = await Host.SendAsync(HttpMethod.Delete, AppPath + "/keys/0", bearer: _token, ifMatch: "*");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, last.StatusCode);
    }

    [Fact]
    public async Task Key_that_is_not_there_is_answered_with_404()
        => await RefusedAsync(ProblemKind.UnknownKey, Host.SendAsync(HttpMethod.Delete, AppPath + "/keys/1", bearer: _token, ifMatch: "*"));

    [Fact]
    public async Task Fifth_key_is_answered_with_422()
    {
        for (var i = 0; i < 3; i++)
            await SendAsync(HttpStatusCode.OK, HttpMethod.Post, AppPath + "/keys");

        using var fifth = await Host.SendAsync(HttpMethod.Post, AppPath + "/keys", bearer: _token);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, fifth.StatusCode);
    }

    private static void AssertOperator(string name, string role, bool mustChange, JsonElement actual)
        => Assert.Equal(
            (name, role, mustChange),
            (actual.GetProperty("name").GetString(), actual.GetProperty("role").GetString(), actual.GetProperty("mustChangePassword").GetBoolean()));

    private async Task<JsonElement> SendAsync(HttpStatusCode expected, HttpMethod method, string path, string? body = null)
    {
        using var response = await Host.SendAsync(method, path, body, _token);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"Expected {expected}, got {response.StatusCode}: {text}");
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
