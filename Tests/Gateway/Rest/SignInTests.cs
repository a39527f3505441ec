using System.Net;
using System.Text.Json;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Grains.Interfaces.Operators;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>Operators sign in, stay signed in, and choose their password.</summary>
public sealed class SignInTests : V1Tests
{
    private const string NewPassword = "a much better one";

    [Fact]
    public async Task Sign_in_gives_a_token_that_opens_the_api()
    {
        await Host.SignInAsync("Alice", OperatorRole.Admin);

        var answer = await SignedInAsync("alice", RestHost.OperatorPassword);

        AssertJson(
            """{"name":"Alice","role":"Admin","mustChangePassword":false,"createdAt":"2026-11-23T09:00:00+00:00"}""",
            answer.GetProperty("operator").GetRawText());
        Assert.Equal(RestHost.Start.AddHours(1), answer.GetProperty("expiresAt").GetDateTimeOffset());
        Assert.Equal(
            "Alice", JsonDocument.Parse(await OkAsync(GetMeAsync(TokenOf(answer)))).RootElement.GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("alice", "wrong")]
    [InlineData("nobody", RestHost.OperatorPassword)]
    [InlineData("<script>", RestHost.OperatorPassword)]
    [InlineData("alice", "")]
    public async Task Wrong_name_and_wrong_password_are_not_told_apart(string name, string password)
    {
        await Host.SignInAsync("alice", OperatorRole.Admin);

        await RefusedAsync(ProblemKind.WrongPassword, PostSignInAsync(name, password));
    }

    [Fact]
    public async Task Guessing_is_answered_with_429_and_when_to_come_back_even_when_the_guess_is_right()
    {
        await Host.SignInAsync("alice", OperatorRole.Admin);
        for (var i = 0; i < 5; i++)
            (await PostSignInAsync("alice", "wrong")).Dispose();
        Host.Time.Advance(TimeSpan.FromSeconds(10));

        using (var paused = await PostSignInAsync("alice", RestHost.OperatorPassword))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, paused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(50), paused.Headers.RetryAfter?.Delta);
        }

        Host.Time.Advance(TimeSpan.FromSeconds(50));
        await SignedInAsync("alice", RestHost.OperatorPassword);
    }

    [Fact]
    public async Task Renewed_token_lives_longer_and_the_sign_in_bounds_it()
    {
        var token = await Host.SignInAsync("alice", OperatorRole.Admin);
        for (var i = 0; i < 13; i++)
        {
            Host.Time.Advance(TimeSpan.FromMinutes(55));
            token = TokenOf(await AnswerAsync(Host.SendAsync(HttpMethod.Post, "/v1/sign-in/renew", bearer: token)));
        }

        Host.Time.Advance(TimeSpan.FromMinutes(10));
        await RefusedAsync(ProblemKind.Unauthorized, GetMeAsync(token));
    }

    [Fact]
    public async Task One_time_password_is_exchanged_for_another_and_its_token_ends()
    {
        var before = await Host.SignInAsync("alice", OperatorRole.Admin, mustChangePassword: true);

        var answer = await AnswerAsync(ChangePasswordAsync(before, RestHost.OperatorPassword, NewPassword));

        Assert.False(answer.GetProperty("operator").GetProperty("mustChangePassword").GetBoolean());
        await OkAsync(Host.SendAsync(HttpMethod.Get, "/v1/apps", bearer: TokenOf(answer)));
        using (var old = await GetMeAsync(before))
            Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        await SignedInAsync("alice", NewPassword);
        await RefusedAsync(ProblemKind.WrongPassword, PostSignInAsync("alice", RestHost.OperatorPassword), othersBefore: 1);
    }

    [Theory]
    [InlineData("wrong", NewPassword, "wrong-password")]
    [InlineData(RestHost.OperatorPassword, "short", "invalid-operator")]
    [InlineData(RestHost.OperatorPassword, "aaaaaaaaaaaaaaaa", "invalid-operator")]
    [InlineData(RestHost.OperatorPassword, "alice in wonderland", "invalid-operator")]
    [InlineData(RestHost.OperatorPassword, RestHost.OperatorPassword, "invalid-operator")]
    public async Task Password_is_changed_only_by_who_knows_it_and_to_a_good_one(string current, string next, string code)
    {
        var token = await Host.SignInAsync("alice", OperatorRole.Admin);

        await RefusedAsync(ProblemKind.All.Single(kind => kind.Code == code), ChangePasswordAsync(token, current, next));
        await SignedInAsync("alice", RestHost.OperatorPassword);
    }

    [Fact]
    public async Task Password_that_was_changed_meanwhile_is_answered_with_401()
    {
        var token = await Host.SignInAsync("alice", OperatorRole.Admin);
        Host.Grains.Operators.NextReply = new OperatorChangeReply.Unknown();

        await RefusedAsync(ProblemKind.Unauthorized, ChangePasswordAsync(token, RestHost.OperatorPassword, NewPassword));
    }

    [Fact]
    public async Task No_password_is_ever_logged()
    {
        var token = await Host.SignInAsync("alice", OperatorRole.Admin);
        (await PostSignInAsync("alice", "wr0ng-secret")).Dispose();
        (await ChangePasswordAsync(token, RestHost.OperatorPassword, NewPassword)).Dispose();

        Assert.All(
            ["wr0ng-secret", RestHost.OperatorPassword, NewPassword],
            secret => Assert.DoesNotContain(Host.Log.Lines, line => line.Text.Contains(secret, StringComparison.Ordinal)));
    }

    private static string TokenOf(JsonElement answer) => answer.GetProperty("token").GetString()!;

    private static async Task<JsonElement> AnswerAsync(Task<HttpResponseMessage> asking)
    {
        using var document = JsonDocument.Parse(await OkAsync(asking));
        return document.RootElement.Clone();
    }

    private Task<JsonElement> SignedInAsync(string name, string password) => AnswerAsync(PostSignInAsync(name, password));

    private Task<HttpResponseMessage> GetMeAsync(string token) => Host.SendAsync(HttpMethod.Get, "/v1/me", bearer: token);

    private Task<HttpResponseMessage> PostSignInAsync(string name, string password)
        => Host.SendAsync(HttpMethod.Post, "/v1/sign-in", JsonSerializer.Serialize(new { name, password }));

    private Task<HttpResponseMessage> ChangePasswordAsync(string token, string current, string next)
        => Host.SendAsync(HttpMethod.Post, "/v1/me/password", JsonSerializer.Serialize(new { current, @new = next }), token);
}
