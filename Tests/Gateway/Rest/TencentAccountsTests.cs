using PresenceCluster.Gateway.Rest;
using PresenceCluster.Grains.Interfaces.Users;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>Kick and the four account calls (contract §3 and §9).</summary>
public sealed class TencentAccountsTests : TencentTests
{
    private const string Kick = "im_open_login_svc/kick";
    private const string Import = "im_open_login_svc/account_import";
    private const string MultiImport = "im_open_login_svc/multiaccount_import";
    private const string Check = "im_open_login_svc/account_check";
    private const string Delete = "im_open_login_svc/account_delete";
    private const int RevokedEvent = 4331;
    private const string Ok = "{\"ActionStatus\":\"OK\",\"ErrorInfo\":\"\",\"ErrorCode\":0";

    [Theory]
    [InlineData("""{"UserID":"u1"}""")]
    [InlineData("""{"Identifier":"u1"}""")]
    public async Task Kick_ends_everything_and_revokes_credentials(string body)
    {
        Assert.Equal(Ok + "}", await Host.PostAsync(Kick, body));

        var kick = Assert.Single(User("u1").Kicks);
        Assert.Equal((null, null, true), (kick.Platform, kick.Session, kick.RevokesCredentials));
        Assert.Equal(Host.Time.GetUtcNow(), kick.AskedAt.At);
    }

    [Fact]
    public async Task Kick_of_an_unknown_account_is_70107()
    {
        User("u1").KickReply = new(KickOutcome.UnknownAccount);

        Assert.Equal(70107, CodeOf(await Host.PostAsync(Kick, """{"UserID":"u1"}""")));
    }

    [Fact]
    public async Task Kick_of_an_account_without_sessions_is_a_success()
    {
        User("u1").KickReply = new(KickOutcome.NothingToKick);

        Assert.Equal(Ok + "}", await Host.PostAsync(Kick, """{"UserID":"u1"}"""));
    }

    [Fact]
    public async Task Kick_says_in_its_answer_and_in_the_log_from_when_a_new_UserSig_counts()
    {
        const string Instant = "2026-11-30T09:08:07.006Z";
        User("u1").KickReply = new(KickOutcome.Kicked, new DateTimeOffset(2026, 11, 30, 9, 8, 7, 6, TimeSpan.Zero));

        using var response = await Host.SendAsync(HttpMethod.Post, $"/v4/{Kick}?{RestHost.Query4()}", """{"UserID":"u1"}""");

        Assert.Equal(Ok + "}", await response.Content.ReadAsStringAsync());
        Assert.Equal(Instant, Assert.Single(response.Headers.GetValues(RevocationNotice.HeaderName)));
        Assert.Equal(
            $"1400000000/u1 was kicked. Credentials issued after {Instant} by the signer's clock log in.",
            Assert.Single(Host.Log.Lines, line => line.Event == RevokedEvent).Text);
    }

    [Fact]
    public async Task Kick_is_answered_within_the_servers_time_when_the_audit_log_is_slow()
    {
        var (kicking, noting, kicked) = (Signal(), Signal(), Signal());
        User("u1").Asked = kicking;
        User("u1").Trouble = kicked.Task;
        Host.Audit.Asked = noting;
        Host.Audit.Trouble = Signal().Task;

        var answering = Host.PostAsync(Kick, """{"UserID":"u1"}""");
        await kicking.Task.WaitAsync(Eventually.Patience);
        Host.Time.Advance(TimeSpan.FromSeconds(2));
        kicked.SetResult();
        await noting.Task.WaitAsync(Eventually.Patience);
        Host.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Ok + "}", await answering);
    }

    [Theory]
    [InlineData("""{"UserID":"u1","Nick":"One","FaceUrl":"http://example.com/1.png"}""")]
    [InlineData("""{"Identifier":"u1"}""")]
    public async Task Import_imports_the_account(string body)
    {
        Assert.Equal(Ok + "}", await Host.PostAsync(Import, body));

        Assert.Equal(1, User("u1").Imports);
    }

    [Theory]
    [InlineData("{}", 70402)]
    [InlineData("[]", 70402)]
    [InlineData("""{"UserID":7.5}""", 70402)]
    [InlineData("""{"UserID":-7}""", 70402)]
    [InlineData("""{"UserID":1e2}""", 70402)]
    [InlineData("""{"UserID":123456789012345678901234567890123}""", 70402)]
    [InlineData("""{"UserID":true}""", 70402)]
    [InlineData("""{"UserID":null}""", 70402)]
    [InlineData("""{"UserID":{},"Identifier":"u1"}""", 70402)]
    [InlineData("""{"UserID":"u1"} x""", 60003)]
    [InlineData("""{"UserID":""}""", 70402)]
    [InlineData("""{"UserID":"a\nb"}""", 70402)]
    [InlineData("""{"UserID":"123456789012345678901234567890123"}""", 70402)]
    [InlineData("""{"UserID":"\ud800"}""", 60003)]
    [InlineData("{", 60003)]
    [InlineData("", 60003)]
    public async Task Body_about_no_account_is_refused(string body, int code)
    {
        AssertRefused(code, await Host.PostAsync(Kick, body));
        Host.Log.Lines.Clear();
        AssertRefused(code, await Host.PostAsync(Import, body));
    }

    [Fact]
    public async Task Multi_import_lists_the_accounts_that_failed()
    {
        User("u2").Trouble = Task.FromException(new TimeoutException());

        var answer = await Host.PostAsync(MultiImport, """{"Accounts":["u1","u2",{"UserID":"u3"},""]}""");

        Assert.Equal(Ok + ",\"FailAccounts\":[\"u2\",\"\"]}", answer);
        Assert.Equal([1, 0, 1], new[] { "u1", "u2", "u3" }.Select(userId => User(userId).Imports));
    }

    [Fact]
    public async Task Multi_import_that_fails_for_every_account_fails_as_a_whole()
    {
        User("u1").Trouble = Task.FromException(new TimeoutException());

        Assert.Equal(70169, CodeOf(await Host.PostAsync(MultiImport, """{"Accounts":["u1"]}""")));
    }

    [Theory]
    [InlineData(MultiImport, "Accounts")]
    [InlineData(Check, "CheckItem")]
    [InlineData(Delete, "DeleteItem")]
    public async Task One_hundred_items_are_taken_and_one_more_is_refused(string command, string member)
    {
        AssertRefused(70402, await Host.PostAsync(command, Batch(member, 101)));

        Assert.Equal(0, CodeOf(await Host.PostAsync(command, Batch(member, 100))));
    }

    [Theory]
    [InlineData(MultiImport, """{"Accounts":[]}""", 70402)]
    [InlineData(MultiImport, """{"Accounts":["u1",7.5]}""", 70402)]
    [InlineData(MultiImport, """{"AccountList":[{"UserID":[]}]}""", 70402)]
    [InlineData(MultiImport, """{"Accounts":"u1"}""", 70402)]
    [InlineData(Check, """{"CheckItem":[{"Name":"u1"}]}""", 70402)]
    [InlineData(Check, "{}", 70402)]
    [InlineData(Delete, """{"DeleteItem":[{"UserID":"u1"},null]}""", 70402)]
    [InlineData(Delete, """{"DeleteItem":[{"UserID":"u1"}]""", 60003)]
    public async Task Ill_typed_batch_is_refused_as_a_whole(string command, string body, int code)
        => AssertRefused(code, await Host.PostAsync(command, body));

    [Fact]
    public async Task Check_tells_imported_from_not_imported()
    {
        Host.Query.Add("u1");
        Host.Query.Silent["u3"] = true;

        Assert.Equal(
            Ok
                + ""","ResultItem":[{"UserID":"u1","ResultCode":0,"ResultInfo":"","AccountStatus":"Imported"},"""
                + """{"UserID":"u2","ResultCode":0,"ResultInfo":"","AccountStatus":"NotImported"},"""
                + """{"UserID":"","ResultCode":70402,"ResultInfo":"UserID is missing or not 1 to 32 bytes of printable ASCII"},"""
                + """{"UserID":"u3","ResultCode":70169,"ResultInfo":"The server timed out, try again"}]}""",
            await Host.PostAsync(Check, """{"CheckItem":[{"UserID":"u1"},{"UserID":"u2"},{"UserID":""},{"UserID":"u3"}]}"""));
    }

    [Fact]
    public async Task Delete_says_of_each_account_what_came_of_it()
    {
        User("u2").Exists = false;

        Assert.Equal(
            Ok
                + ""","ResultItem":[{"UserID":"u1","ResultCode":0,"ResultInfo":""},"""
                + """{"UserID":"u2","ResultCode":70107,"ResultInfo":"Err_TLS_PT_Open_Login_Account_Not_Exist"}]}""",
            await Host.PostAsync(Delete, """{"DeleteItem":[{"UserID":"u1"},{"UserID":"u2"}]}"""));
        Assert.Equal(1, User("u1").Deletions);
    }

    [Fact]
    public async Task Grain_that_fails_costs_the_call_an_error_and_hides_what_it_was()
    {
        User("u1").Trouble = Task.FromException(new InvalidOperationException("disk on fire"));

        var answer = await Host.PostAsync(Kick, """{"UserID":"u1"}""");

        AssertRefused(70500, answer);
        Assert.DoesNotContain("fire", answer, StringComparison.Ordinal);
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static string Batch(string member, int count) => "{\"" + member + "\":[" + string.Join(
        ",", Enumerable.Range(0, count).Select(number => $$"""{"UserID":"u{{number}}"}""")) + "]}";
}
