using System.Net;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Rest;
using PresenceCluster.Gateway.Rest.V1.Access;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Grains.Interfaces.Users;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>An administrator ends one session, those of a platform, or all.</summary>
public sealed class V1KickTests : V1Tests
{
    private const string Sessions = AppPath + "/users/u1/sessions";
    private static readonly SessionId Session = new(new Guid(1, 0, 0, new byte[8]));

    private FakeUserGrain User => (FakeUserGrain)(object)Host.Grains.GetGrain<IUserGrain>(new UserKey(new AppId(RestHost.App), "u1").ToString());

    public static TheoryData<string, string?, bool> Scopes => new()
    {
        { "", null, true },
        { "?revokeCredentials=false", null, false },
        { "?platform=Web", "Web", false },
        { "?platform=iphone&revokeCredentials=true", "iPhone", true },
    };

    [Theory]
    [MemberData(nameof(Scopes))]
    public async Task Kick_of_many_asks_the_grain_for_what_the_query_says(string query, string? platform, bool revokes)
    {
        await NoContentAsync(Host.AskAsync(HttpMethod.Delete, Sessions + query));

        var kick = Assert.Single(User.Kicks);
        Assert.Equal((platform, null, revokes), (kick.Platform?.Name, kick.Session, kick.RevokesCredentials));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("?revokeCredentials=true", true)]
    public async Task Kick_of_one_session_asks_the_grain_for_that_session(string query, bool revokes)
    {
        await NoContentAsync(Host.AskAsync(HttpMethod.Delete, $"{Sessions}/{Session}{query}"));

        var kick = Assert.Single(User.Kicks);
        Assert.Equal((null, Session, revokes), (kick.Platform, kick.Session, kick.RevokesCredentials));
    }

    [Fact]
    public async Task Kick_says_which_credentials_count_from_now_on()
    {
        User.KickReply = new KickReply(KickOutcome.Kicked, new DateTimeOffset(2026, 11, 30, 9, 8, 7, 6, TimeSpan.Zero));

        using var response = await Host.AskAsync(HttpMethod.Delete, Sessions);

        Assert.Equal("2026-11-30T09:08:07.006Z", Assert.Single(response.Headers.GetValues(RevocationNotice.HeaderName)));
    }

    [Fact]
    public async Task Kick_of_a_user_without_sessions_is_a_success()
    {
        User.KickReply = new KickReply(KickOutcome.NothingToKick);

        await NoContentAsync(Host.AskAsync(HttpMethod.Delete, Sessions));
    }

    [Theory]
    [InlineData(KickOutcome.UnknownAccount, "", "unknown-user")]
    [InlineData(KickOutcome.UnknownAccount, "/{session}", "unknown-user")]
    [InlineData(KickOutcome.NothingToKick, "/{session}", "unknown-session")]
    public async Task What_is_not_there_is_answered_with_404(KickOutcome outcome, string path, string code)
    {
        User.KickReply = new KickReply(outcome);

        using var response = await Host.AskAsync(
            HttpMethod.Delete, Sessions + path.Replace("{session}", Session.ToString(), StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains($"\"code\":\"{code}\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?platform=Toaster", "unknown-platform")]
    [InlineData("?platform=", "unknown-platform")]
    [InlineData("?platfrom=Web", "bad-parameter")]
    [InlineData("?platform=Web&platform=Mac", "bad-parameter")]
    [InlineData("?revokeCredentials=perhaps", "bad-parameter")]
    [InlineData("/not-a-session", "unknown-session")]
    [InlineData("/{session}?platform=Web", "bad-parameter")]
    [InlineData("/{session}?revokeCredentials=1", "bad-parameter")]
    public async Task Parameter_that_does_not_fit_kicks_nobody(string path, string code)
        => await RefusedAsync(
            ProblemKind.All.Single(kind => kind.Code == code),
            Host.AskAsync(HttpMethod.Delete, Sessions + path.Replace("{session}", Session.ToString(), StringComparison.Ordinal)));

    [Fact]
    public async Task Grain_that_does_not_answer_is_answered_with_503()
    {
        User.Trouble = Task.FromException(new TimeoutException());

        await RefusedAsync(ProblemKind.Unavailable, Host.AskAsync(HttpMethod.Delete, Sessions));
    }

    [Fact]
    public async Task Grain_that_does_not_answer_in_the_time_of_a_call_is_answered_with_503()
    {
        User.Asked = NewSource();
        User.Trouble = NewSource().Task;

        var answering = Host.AskAsync(HttpMethod.Delete, Sessions);
        await User.Asked.Task.WaitAsync(Eventually.Patience, TimeProvider.System);
        Host.Time.Advance(AccessFilter.CallTimeMax);

        await RefusedAsync(ProblemKind.Unavailable, answering);
    }

    [Fact]
    public async Task Kick_that_is_made_is_answered_in_the_time_of_a_call_though_the_audit_log_is_still_being_written()
    {
        User.Asked = NewSource();
        var grain = NewSource();
        User.Trouble = grain.Task;
        Host.Audit.Asked = NewSource();
        var log = NewSource();
        Host.Audit.Trouble = log.Task;

        var answering = Host.AskAsync(HttpMethod.Delete, Sessions);
        await User.Asked.Task.WaitAsync(Eventually.Patience, TimeProvider.System);
        Host.Time.Advance(AccessFilter.CallTimeMax - TimeSpan.FromSeconds(1));
        grain.SetResult();
        await Host.Audit.Asked.Task.WaitAsync(Eventually.Patience, TimeProvider.System);
        Host.Time.Advance(TimeSpan.FromSeconds(1));

        await NoContentAsync(answering);
        Assert.Empty(Host.Audit.Entries);
        log.SetResult();
        await Eventually.IsTrueAsync(() => Host.Audit.Entries.Count == 1, "the entry is in the audit log");
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task NoContentAsync(Task<HttpResponseMessage> asking)
    {
        using var response = await asking;
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }
}
