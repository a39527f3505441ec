using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using PresenceCluster.Client;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>The compatible calls as back ends make them: forms that do not matter, accounts, queries, and the effects of a kick.</summary>
[Collection(PublicContractCollection.Name)]
public sealed class PublicContractRestTests(RunningService running) : PublicContractTests(running)
{
    private const string Query = "openim/query_online_status";
    private const string Import = "im_open_login_svc/account_import";
    private const string Kick = "im_open_login_svc/kick";
    private const string Done = """{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}""";

    [Theory]
    [InlineData("random=1&contenttype=json", "application/x-www-form-urlencoded")]
    [InlineData("random=1&contenttype=json", "text/plain")]
    [InlineData("random=1&contenttype=json", "application/json; charset=utf-8")]
    [InlineData("", null)]
    [InlineData("random=99999999999999999999", null)]
    [InlineData("random=-1&contenttype=xml", null)]
    [InlineData("random=abc", null)]
    public async Task Call_is_read_whatever_its_content_type_and_its_random_number(string parameters, string? contentType)
    {
        var caller = $"sdkappid={TestApp.Id}&identifier={TestApp.Administrator}&usersig={App.UserSig(TestApp.Administrator)}";
        using var body = new ByteArrayContent("""{"To_Account":["nobody"]}"""u8.ToArray());
        if (contentType is not null)
            body.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);

        using var response = await App.Http.PostAsync(new Uri($"/v4/{Query}?{caller}&{parameters}", UriKind.Relative), body);

        Assert.Equal(70107, (int?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["ErrorCode"]);
    }

    [Theory]
    [InlineData("""{"UserID":"imported","Nick":"忙","FaceUrl":"http://a.example/"}""", "imported")]
    [InlineData("""{"Identifier":"imported-by-identifier"}""", "imported-by-identifier")]
    [InlineData("""{"UserID":"a user id of exactly 32 bytes 32"}""", "a user id of exactly 32 bytes 32")]
    [InlineData("""{"UserID":7}""", "7")]
    public async Task Import_may_be_repeated_and_leaves_an_account_that_is_Offline(string body, string user)
    {
        Assert.Equal(Done, (await App.PostAsync(Import, body)).ToJsonString());
        Assert.Equal(Done, (await App.PostAsync(Import, body)).ToJsonString());

        Assert.Equal("Offline []", await App.StatusAsync(user));
    }

    [Theory]
    [InlineData(
        "not json", """{"ActionStatus":"FAIL","ErrorInfo":"Fail to Parse json data of body, Please check it","ErrorCode":90001}""")]
    [InlineData(
        """{"To_Account":["nobody"]}""",
        """{"ActionStatus":"FAIL","ErrorInfo":"Err_TLS_PT_Open_Login_Account_Not_Exist","ErrorCode":70107,"QueryResult":[]"""
            + ""","ErrorList":[{"To_Account":"nobody","ErrorCode":70107}]}""")]
    public async Task Query_that_fails_as_a_whole_has_the_answer_of_the_contract(string body, string answer)
        => Assert.Equal(answer, (await App.PostAsync(Query, body)).ToJsonString());

    [Fact]
    public async Task Query_keeps_the_order_asked_and_lists_what_can_be_no_account_as_unknown()
    {
        await App.PostAsync(Import, """{"UserID":"known-1"}""");
        await App.PostAsync(Import, """{"UserID":"known-2"}""");
        var tooLong = new string('x', 33);

        var answer = await App.PostAsync(Query, $$"""{"To_Account":["{{tooLong}}","known-2","","known-1","忙","known-2"]}""");

        Assert.Equal((0, "OK"), ((int)answer["ErrorCode"]!, (string?)answer["ActionStatus"]));
        Assert.Equal(["known-2", "known-1", "known-2"], AccountsOf(answer["QueryResult"]!));
        Assert.Equal([tooLong, "", "忙"], AccountsOf(answer["ErrorList"]!));
        Assert.All(answer["ErrorList"]!.AsArray(), error => Assert.Equal(70107, (int?)error!["ErrorCode"]));
    }

    [Fact]
    public async Task Kick_closes_every_device_at_once_and_only_a_later_UserSig_logs_in()
    {
        const string User = "kicked";
        var (phone, page) = (await ConnectAsync("tcp"), await ConnectAsync("json"));
        var login = App.Login(User, "Android", "phone");
        await phone.LogInAsync(login);
        await page.LogInAsync(new Login(login) { Platform = "Web", DeviceId = "page" });

        Assert.Equal(Done, (await App.PostAsync(Kick, $$"""{"UserID":"{{User}}"}""")).ToJsonString());

        Assert.Equal("Offline []", await App.StatusAsync(User));
        await ExpectEndAsync(phone, CloseCode.Kicked);
        await ExpectEndAsync(page, CloseCode.Kicked);
        var late = await ConnectAsync("json");
        await late.SendAsync(new ClientFrame { Login = login });
        Assert.False((await ExpectEndAsync(late, CloseCode.CredentialRevoked)).Error.MayReconnect);

        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddSeconds(2));
        login.UserSig = new UserSigIssuer(TestApp.Id, TestApp.Key, clock).Issue(User);
        await (await ConnectAsync("tcp")).LogInAsync(login);
        Assert.Equal("Online [Android Online]", await App.StatusAsync(User));
        foreach (var account in new[] { "Identifier", "UserID" })
        {
            // The second time there is nothing to end.
            Assert.Equal(Done, (await App.PostAsync(Kick, $$"""{"{{account}}":"{{User}}"}""")).ToJsonString());
            Assert.Equal("Offline []", await App.StatusAsync(User));
        }
    }

    private static IEnumerable<string?> AccountsOf(JsonNode items) => items.AsArray().Select(item => (string?)item!["To_Account"]);
}
