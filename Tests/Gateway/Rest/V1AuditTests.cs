using System.Text.Json;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Storage.Audit;
using PresenceCluster.Tests.Gateway.Auth;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>The audit log has every change through the API: caller, act, before and after, and no secret.</summary>
public sealed class V1AuditTests : V1Tests
{
    private const string Audit = "/v1/audit";

    private string _admin = "";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _admin = await Host.SignInAsync("alice", OperatorRole.Admin);
    }

    [Fact]
    public async Task Change_of_the_policy_stands_there_with_what_differs_and_nothing_else()
    {
        await OkAsync(Host.SendAsync(HttpMethod.Put, AppPath + "/login-policy", """{"loginPolicy":"Single","instanceCaps":{"web":2}}""", _admin, "*"));

        AssertJson(
            """
            {"entries":[{"id":1,"at":"2026-11-23T09:00:00+00:00","who":"alice","caller":"Operator","address":"127.0.0.1",
            "what":"login-policy.changed","app":1400000000,
            "before":{"loginPolicy":"Dual","instanceCaps":{"web":1}},"after":{"loginPolicy":"Single","instanceCaps":{"web":2}}}]}
            """,
            await ReadAsync());
    }

    [Fact]
    public async Task Whole_settings_sent_back_with_another_policy_are_a_change_of_the_policy()
    {
        var settings = (await OkAsync(Host.SendAsync(HttpMethod.Get, AppPath, bearer: _admin))).Replace("\"Dual\"", "\"Multi\"", StringComparison.Ordinal);

        await OkAsync(Host.SendAsync(HttpMethod.Put, AppPath, settings, _admin, "*"));

        var entry = Assert.Single(Host.Audit.Entries);
        Assert.Equal(
            (AuditAction.LoginPolicyChanged.Name, """{"loginPolicy":"Dual"}""", """{"loginPolicy":"Multi"}"""),
            (entry.Action, entry.Before!, entry.After!));
    }

    [Fact]
    public async Task Changes_of_every_kind_stand_there_newest_first()
    {
        await SendAsync(HttpMethod.Post, "/v1/apps", """{"id":1400000005,"name":"New"}""");
        await SendAsync(HttpMethod.Put, AppPath, """{"name":"Renamed","administrators":["administrator"]}""");
        await SendAsync(HttpMethod.Post, AppPath + "/keys");
        await SendAsync(HttpMethod.Delete, AppPath + "/keys/1");
        var endpoint = await SendAsync(HttpMethod.Post, AppPath + "/endpoints", """{"url":"https://a.example/hook"}""");
        var path = $"{AppPath}/endpoints/{endpoint.GetProperty("id").GetString()}";
        await SendAsync(HttpMethod.Put, path, """{"url":"https://b.example/hook"}""");
        await SendAsync(HttpMethod.Post, path + "/rotate-secret");
        await SendAsync(HttpMethod.Post, path + "/dead-letters/resend", """{"all":true}""");
        await SendAsync(HttpMethod.Post, path + "/dead-letters/purge", """{"all":true}""");
        await SendAsync(HttpMethod.Delete, path);
        await SendAsync(HttpMethod.Post, "/v1/operators", """{"name":"bob","role":"Viewer"}""");
        await SendAsync(HttpMethod.Put, "/v1/operators/bob", """{"role":"Admin"}""");
        await SendAsync(HttpMethod.Post, "/v1/operators/bob/reset-password");
        await SendAsync(HttpMethod.Delete, "/v1/operators/bob");
        await SendAsync(HttpMethod.Delete, AppPath + "/users/u1/sessions?platform=Web");

        using var page = JsonDocument.Parse(await ReadAsync());
        var entries = page.RootElement.GetProperty("entries").EnumerateArray().ToList();
        Assert.Equal(
            [
                "user.kicked", "operator.removed", "operator.password-reset", "operator.role-changed", "operator.added", "endpoint.deleted",
                "dead-letters.purged", "dead-letters.resent", "endpoint.secret-rotated", "endpoint.changed", "endpoint.created", "key.removed",
                "key.added", "app.changed", "app.created",
            ],
            entries.Select(entry => entry.GetProperty("what").GetString()));
        Assert.Equal("""{"platform":"Web","revokesCredentials":false}""", entries[0].GetProperty("after").GetRawText());
        Assert.Equal("u1", entries[0].GetProperty("subject").GetString());
        Assert.Equal(
            ("""{"role":"Viewer"}""", """{"role":"Admin"}"""),
            (entries[3].GetProperty("before").GetRawText(), entries[3].GetProperty("after").GetRawText()));
    }

    [Fact]
    public async Task No_entry_holds_a_secret()
    {
        var key = (await SendAsync(HttpMethod.Post, AppPath + "/keys")).GetProperty("secretKey").GetString()!;
        var created = await SendAsync(HttpMethod.Post, AppPath + "/endpoints", """{"url":"https://a.example/hook"}""");
        var secret = created.GetProperty("secrets")[0].GetString()!;
        var password = (await SendAsync(HttpMethod.Post, "/v1/operators", """{"name":"bob","role":"Viewer"}""")).GetProperty("oneTimePassword").GetString()!;

        var log = await ReadAsync();

        Assert.All(new[] { key, secret, password, TestUserSig.Key }, text => Assert.DoesNotContain(text[..^4], log, StringComparison.Ordinal));
        Assert.Contains("****" + key[^4..], log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Own_password_changed_stands_there_by_name()
    {
        await SendAsync(
            HttpMethod.Post, "/v1/me/password", $$"""{"current":"{{RestHost.OperatorPassword}}","new":"another good password"}""");

        var entry = Assert.Single(Host.Audit.Entries);
        Assert.Equal((AuditAction.OperatorPasswordChanged.Name, "alice"), (entry.Action, entry.Subject));
    }

    [Fact]
    public async Task Back_ends_and_apps_administrators_are_told_apart_from_operators()
    {
        await Host.PostAsync("im_open_login_svc/kick", """{"UserID":"u1"}""");
        await OkAsync(Host.AskAsync(HttpMethod.Put, AppPath + "/login-policy", """{"loginPolicy":"Single","instanceCaps":{}}""", "*"));

        Assert.Equal(
            [
                ("user.kicked", RestHost.Administrator, AuditCaller.AppAdministrator),
                ("login-policy.changed", RestHost.Administrator, AuditCaller.AppAdministrator),
            ],
            Host.Audit.Entries.Select(entry => (entry.Action, entry.Who, entry.Caller)));
    }

    [Fact]
    public async Task Refused_change_stands_nowhere()
    {
        await RefusedAsync(
            ProblemKind.StaleVersion,
            Host.SendAsync(HttpMethod.Put, AppPath + "/login-policy", """{"loginPolicy":"Single","instanceCaps":{}}""", _admin, "\"2\""));

        Assert.Empty(Host.Audit.Entries);
    }

    [Fact]
    public async Task Pages_continue_below_the_last_entry_until_there_is_none()
    {
        for (var i = 0; i < 5; i++)
            await SendAsync(HttpMethod.Delete, AppPath + $"/users/u{i}/sessions");

        var ids = new List<long>();
        var before = "";
        do
        {
            using var page = JsonDocument.Parse(await OkAsync(Host.SendAsync(HttpMethod.Get, $"{Audit}?limit=2{before}", bearer: _admin)));
            ids.AddRange(page.RootElement.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("id").GetInt64()));
            before = page.RootElement.TryGetProperty("next", out var next) ? $"&before={next}" : "";
        }
        while (before.Length > 0);

        Assert.Equal([5, 4, 3, 2, 1], ids);
    }

    [Theory]
    [InlineData("?limit=501")]
    [InlineData("?limit=0")]
    [InlineData("?before=0")]
    [InlineData("?before=x")]
    public async Task Page_that_cannot_be_is_answered_with_400(string query)
        => await RefusedAsync(ProblemKind.BadParameter, Host.SendAsync(HttpMethod.Get, Audit + query, bearer: _admin));

    [Fact]
    public async Task Viewer_reads_it()
        => await OkAsync(Host.SendAsync(HttpMethod.Get, Audit, bearer: await Host.SignInAsync("vera", OperatorRole.Viewer)));

    [Fact]
    public async Task Change_that_the_log_does_not_take_is_made_and_stands_in_the_process_log()
    {
        Host.Audit.Trouble = Task.FromException(new TimeoutException());

        await OkAsync(Host.SendAsync(HttpMethod.Put, AppPath + "/login-policy", """{"loginPolicy":"Single","instanceCaps":{}}""", _admin, "*"));

        Assert.Contains(Host.Log.Lines, line => line.Event == 4321 && line.Text.Contains("login-policy.changed by alice", StringComparison.Ordinal));
    }

    private Task<string> ReadAsync() => OkAsync(Host.SendAsync(HttpMethod.Get, Audit, bearer: _admin));

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var response = await Host.SendAsync(method, path, body, _admin, "*");
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {response.StatusCode} {text}");
        if (text.Length == 0)
            return default;
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
