using System.Net;
using PresenceCluster.Gateway.Auth;
using PresenceCluster.Gateway.Rest.Tencent;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>The admission to the Tencent-compatible API: by caller, path, rate and time (contract §4).</summary>
public sealed class TencentAdmissionTests : TencentTests
{
    private const string Query = "openim/query_online_status";
    private const string Kick = "im_open_login_svc/kick";
    private const string QueryBody = """{"To_Account":["u1"]}""";
    private const string KickBody = """{"UserID":"u1"}""";

    [Theory]
    [InlineData(Query, QueryBody, 90009)]
    [InlineData(Kick, KickBody, 70403)]
    public async Task Caller_who_is_no_administrator_gets_the_number_of_the_family(string command, string body, int code)
        => AssertRefused(code, await Host.PostAsync(
            command, body, RestHost.Query4(identifier: "u2", userSig: RestHost.For("u2").ToString())));

    [Theory]
    [InlineData("expired", 70001)]
    [InlineData("future", 70001)]
    [InlineData("empty", 70002)]
    [InlineData("truncated", 70003)]
    [InlineData("garbage", 70003)]
    [InlineData("forged", 70009)]
    [InlineData("other user", 70013)]
    [InlineData("other app", 70014)]
    public async Task UserSig_that_does_not_count_is_refused_with_its_number(string kind, int code)
    {
        var genuine = RestHost.For(RestHost.Administrator);
        var userSig = kind switch
        {
            "expired" => (genuine with { Expire = 30 }).ToString(),
            "future" => (genuine with { IssuedAt = Host.Time.GetUtcNow().AddMinutes(6) }).ToString(),
            "empty" => "",
            "truncated" => genuine.ToString()[..^20],
            "garbage" => "garbage",
            "forged" => (genuine with { SecretKey = new string('0', 64) }).ToString(),
            "other user" => RestHost.For("u2").ToString(),
            _ => (genuine with { App = RestHost.App + 1 }).ToString(),
        };

        AssertRefused(code, await Host.PostAsync(Kick, KickBody, RestHost.Query4(userSig: userSig)));
    }

    [Fact]
    public void Every_fault_of_a_credential_has_a_number()
        => Assert.All(Enum.GetValues<CredentialFault>(), fault => Assert.InRange(TencentError.For(fault).Code, 70001, 70016));

    [Theory]
    [InlineData("1400000001", 70020)]
    [InlineData("seven", 60006)]
    [InlineData("", 60012)]
    public async Task App_that_does_not_exist_is_refused(string app, int code)
        => AssertRefused(code, await Host.PostAsync(Kick, KickBody, RestHost.Query4(app: app)));

    [Theory]
    [InlineData(Query, QueryBody, 60008)]
    [InlineData(Kick, KickBody, 70169)]
    public async Task Process_that_has_not_read_the_apps_yet_says_try_again(string command, string body, int code)
    {
        await using var host = await RestHost.StartAsync(loadsApps: false);

        Assert.Equal(code, CodeOf(await host.PostAsync(command, body)));
        host.AssertNothingChanged();
    }

    [Fact]
    public async Task Missing_sdkappid_is_refused()
        => AssertRefused(60012, await Host.PostAsync(Kick, KickBody, $"identifier=administrator&usersig={RestHost.UserSig}"));

    [Fact]
    public async Task Missing_identifier_is_refused()
        => AssertRefused(60004, await Host.PostAsync(Kick, KickBody, $"sdkappid=1400000000&usersig={RestHost.UserSig}"));

    [Theory]
    [InlineData("openim/no_such_call")]
    [InlineData("openim/Query_Online_Status")]
    [InlineData("im_open_login_svc/query_online_status")]
    [InlineData("im_open_login_svc/kick/all")]
    public async Task Wrong_path_is_refused(string command) => AssertRefused(60009, await Host.PostAsync(command, KickBody));

    [Fact]
    public async Task Get_is_answered_with_200_and_60002()
    {
        using var response = await Host.SendAsync(HttpMethod.Get, $"/v4/{Kick}?{RestHost.Query4()}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        AssertRefused(60002, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Missing_random_and_contenttype_are_forgiven()
    {
        Host.Query.Add("u1");

        Assert.Equal(0, CodeOf(await Host.PostAsync(
            Query, QueryBody, $"sdkappid=1400000000&identifier=administrator&usersig={RestHost.UserSig}")));
    }

    [Fact]
    public async Task Kicked_administrators_earlier_UserSig_stops_opening_rest()
    {
        Host.Query.Presences[RestHost.Administrator] =
            Host.Query.Presences[RestHost.Administrator] with { CredentialsRevokedAt = RestHost.Start };

        var answer = await Host.PostAsync(Kick, KickBody);

        AssertRefused(70052, answer);
        Assert.Contains("after 2026-11-23T09:00:00.000Z by the signer's clock", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_above_the_rate_are_refused_until_the_clock_moves()
    {
        await using var host = await RestHost.StartAsync(options => options.KickCallsPerSecond = 2);
        var codes = new List<int>();
        for (var i = 0; i < 3; i++)
            codes.Add(CodeOf(await host.PostAsync(Kick, KickBody)));
        var queried = CodeOf(await host.PostAsync(Query, """{"To_Account":["administrator"]}"""));
        host.Time.Advance(TimeSpan.FromSeconds(0.5));
        codes.Add(CodeOf(await host.PostAsync(Kick, KickBody)));
        codes.Add(CodeOf(await host.PostAsync(Kick, KickBody)));

        Assert.Equal([0, 0, 60007, 0, 60007], codes);
        Assert.Equal(0, queried);
        Assert.Equal(3, host.Grains.Users.Values.Sum(user => user.Kicks.Count));
    }

    [Fact]
    public async Task Strangers_do_not_use_up_an_apps_rate()
    {
        await using var host = await RestHost.StartAsync(options => options.KickCallsPerSecond = 1);
        var forged = RestHost.Query4(userSig: (RestHost.For(RestHost.Administrator) with { SecretKey = new string('0', 64) }).ToString());

        Assert.Equal(70009, CodeOf(await host.PostAsync(Kick, KickBody, forged)));
        Assert.Equal(0, CodeOf(await host.PostAsync(Kick, KickBody)));
    }

    [Fact]
    public async Task Call_that_takes_longer_than_the_server_waits_is_given_up()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Host.Query.Asked = asked;
        Host.Query.Trouble = new TaskCompletionSource().Task;

        var answering = Host.PostAsync(Query, QueryBody);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Host.Time.Advance(TimeSpan.FromSeconds(3));

        AssertRefused(60008, await answering);
    }

    [Fact]
    public async Task Fault_within_is_answered_with_200_and_the_number_of_the_family()
    {
        Host.Query.Trouble = Task.FromException(new InvalidOperationException("disk on fire"));

        var answer = await Host.PostAsync(Query, QueryBody);

        AssertRefused(90992, answer);
        Assert.DoesNotContain("fire", answer, StringComparison.Ordinal);
    }
}
