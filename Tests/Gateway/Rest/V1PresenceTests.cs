using System.Net;
using System.Text.Json;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Rest.V1.Problems;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>Presences, sessions and batches in <c>/v1</c>.</summary>
public sealed class V1PresenceTests : V1Tests
{
    [Fact]
    public async Task Presence_holds_devices_and_last_seen()
    {
        Host.Query.Add("u1", (Platform.IPhone, PresenceStatus.PushOnline), (Platform.Web, PresenceStatus.Online));
        Host.Query.Presences["u1"] = Host.Query.Presences["u1"] with { CustomStatus = "busy" };

        AssertJson(
            """
            {"userId":"u1","status":"Online","customStatus":"busy","lastSeenAt":"2026-11-23T09:00:00+00:00","version":7,"devices":[
              {"platform":"iPhone","deviceId":"device-1","status":"PushOnline","since":"2026-11-23T09:00:00+00:00"},
              {"platform":"Web","deviceId":"device-2","status":"Online","since":"2026-11-23T09:00:00+00:00"}]}
            """,
            await OkAsync(Host.AskAsync(HttpMethod.Get, AppPath + "/users/u1/presence")));
    }

    [Fact]
    public async Task Account_that_never_logged_in_is_offline_without_last_seen()
    {
        Host.Query.Presences["u1"] = new UserPresence { IsRegistered = true, Version = 1 };

        AssertJson(
            """{"userId":"u1","status":"Offline","customStatus":"","version":1,"devices":[]}""",
            await OkAsync(Host.AskAsync(HttpMethod.Get, AppPath + "/users/u1/presence")));
    }

    [Fact]
    public async Task Sessions_are_shown_as_an_operator_needs_them()
    {
        Host.Query.Add("u1", (Platform.MiniProgram, PresenceStatus.Online));

        AssertJson(
            """
            {"userId":"u1","sessions":[{"id":"SESSION","platform":"MiniProgram","deviceId":"device-1","status":"Online",
              "loginAt":"2026-11-23T09:00:00+00:00","since":"2026-11-23T09:00:00+00:00","epoch":1,"gateway":"127.0.0.1:1@1"}]}
            """.Replace("SESSION", Host.Query.Presences["u1"].Sessions[0].Id.ToString(), StringComparison.Ordinal),
            await OkAsync(Host.AskAsync(HttpMethod.Get, AppPath + "/users/u1/sessions")));
    }

    [Fact]
    public async Task Session_names_its_client()
    {
        var client = new ClientInfo
        {
            Address = "203.0.113.7",
            Port = 50_000,
            ClientVersion = "chat 3.1.4",
            OsVersion = "Android 15",
            Features = ["groups"],
        };
        Host.Query.Add("u1", (Platform.Android, PresenceStatus.Online));
        var presence = Host.Query.Presences["u1"];
        Host.Query.Presences["u1"] = presence with { Sessions = [presence.Sessions[0] with { Client = client }] };

        using var body = JsonDocument.Parse(await OkAsync(Host.AskAsync(HttpMethod.Get, AppPath + "/users/u1/sessions")));

        AssertJson(
            """{"address":"203.0.113.7","port":50000,"clientVersion":"chat 3.1.4","osVersion":"Android 15","features":["groups"]}""",
            body.RootElement.GetProperty("sessions")[0].GetProperty("client").GetRawText());
    }

    [Theory]
    [InlineData("/users/nobody/presence")]
    [InlineData("/users/nobody/sessions")]
    public async Task Unknown_account_is_answered_with_404(string path)
        => await RefusedAsync(ProblemKind.UnknownUser, Host.AskAsync(HttpMethod.Get, AppPath + path));

    [Fact]
    public async Task Owner_that_is_silent_is_answered_with_503_and_when_to_come_again()
    {
        Host.Query.Silent["u1"] = true;

        using var response = await Host.AskAsync(HttpMethod.Get, AppPath + "/users/u1/presence");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("1", response.Headers.RetryAfter?.ToString());
    }

    [Theory]
    [InlineData("a%20b", "a b")]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a%252Fb", "a%2Fb")]
    public async Task User_id_is_taken_out_of_the_path_as_it_was_meant(string segment, string userId)
    {
        Host.Query.Add(userId);

        using var body = JsonDocument.Parse(await OkAsync(Host.AskAsync(HttpMethod.Get, $"{AppPath}/users/{segment}/presence")));

        Assert.Equal(userId, body.RootElement.GetProperty("userId").GetString());
    }

    [Theory]
    [InlineData("%C3%BC")]
    [InlineData("a%0Ab")]
    [InlineData("123456789012345678901234567890123")]
    public async Task Text_that_is_no_user_id_is_answered_with_400(string segment)
        => await RefusedAsync(ProblemKind.BadParameter, Host.AskAsync(HttpMethod.Get, $"{AppPath}/users/{segment}/presence"));

    [Fact]
    public async Task Batch_answers_who_can_be_answered_and_lists_the_others()
    {
        Host.Query.Add("u1", (Platform.Mac, PresenceStatus.Online));
        Host.Query.Silent["u3"] = true;
        Host.Query.Presences["u4"] = new UserPresence { IsRegistered = true, Version = 1 };

        AssertJson(
            """
            {"presences":[
              {"userId":"u1","status":"Online","customStatus":"","lastSeenAt":"2026-11-23T09:00:00+00:00","version":7,"devices":[
                {"platform":"Mac","deviceId":"device-1","status":"Online","since":"2026-11-23T09:00:00+00:00"}]},
              {"userId":"u4","status":"Offline","customStatus":"","version":1,"devices":[]}],
             "errors":[{"userId":"u2","code":"unknown-user"},{"userId":"u3","code":"unavailable"}]}
            """,
            await OkAsync(Host.AskAsync(HttpMethod.Post, AppPath + "/presence/query", """{"userIds":["u1","u2","u3","u4"]}""")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"userIds":[]}""")]
    [InlineData("""{"userIds":null}""")]
    [InlineData("""{"userIds":"u1"}""")]
    [InlineData("""{"userIds":["u1",7]}""")]
    [InlineData("""{"userIds":["u1",null]}""")]
    [InlineData("""{"userIds":["u1",""]}""")]
    [InlineData("""{"userIds":["u1"],"detail":true}""")]
    [InlineData("""{"userIds":["u1"],"userIds":["u2"]}""")]
    [InlineData("""{"userIds":["u1"]} {}""")]
    [InlineData("""{"userIds":["u1"]} x""")]
    public async Task Batch_that_is_not_the_document_is_answered_with_400(string body)
        => await RefusedAsync(ProblemKind.UnreadableBody, Host.AskAsync(HttpMethod.Post, AppPath + "/presence/query", body));

    [Fact]
    public async Task Batch_of_500_is_answered_and_one_of_501_refused()
    {
        await RefusedAsync(ProblemKind.TooManyUsers, Host.AskAsync(HttpMethod.Post, AppPath + "/presence/query", Batch(501)));

        using var body = JsonDocument.Parse(await OkAsync(Host.AskAsync(HttpMethod.Post, AppPath + "/presence/query", Batch(500))));

        Assert.Equal(500, body.RootElement.GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task Body_over_the_limit_is_answered_with_413()
        => await RefusedAsync(
            ProblemKind.BodyTooLarge, Host.AskAsync(HttpMethod.Post, AppPath + "/presence/query", new string(' ', 200_000)));

    private static string Batch(int count)
        => JsonSerializer.Serialize(new { userIds = Enumerable.Range(0, count).Select(number => $"u{number}") });
}
