using PresenceCluster.Domain;
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
    [InlineData("""{"UserID":7}""", 70402)]
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
    [InlineData(MultiImport, """{"Accounts":["u1",7]}""", 70402)]
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
                + """{"UserID":"","ResultCode":70402,"ResultInfo":"A parameter is missing or not valid"},"""
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

    private static string Batch(string member, int count) => "{\"" + member + "\":[" + string.Join(
        ",", Enumerable.Range(0, count).Select(number => $$"""{"UserID":"u{{number}}"}""")) + "]}";

    private FakeUserGrain User(string userId)
        => Host.Grains.GetGrain<IUserGrain>(new UserKey(new AppId(RestHost.App), userId).ToString()) as FakeUserGrain
            ?? throw new InvalidOperationException("The fake factory hands out fake grains.");
}
