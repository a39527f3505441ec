using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using PresenceCluster.Client;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>Bad input from clients and back ends to the real process: each gets its documented code, and changes nothing.</summary>
[Collection(PublicContractCollection.Name)]
public sealed class BadInputTests(RunningService running) : IDisposable
{
    private const string Query = "openim/query_online_status";
    private readonly TestApp _app = new(running.Process.Http);

    public void Dispose() => _app.Dispose();

    public static TheoryData<string, string, int> Bodies => new()
    {
        { Query, "not json", 90001 },
        { Query, "\"x\"", 90001 },
        { Query, "{\"To_Account\":[]}", 90001 },
        { Query, "{}", 90003 },
        { Query, "{\"To_Account\":\"alice\"}", 90003 },
        { Query, "{\"To_Account\":[1]}", 90003 },
        { Query, "{\"To_Account\":[\"alice\",null]}", 90003 },
        { Query, $"{{\"To_Account\":[{string.Join(',', Enumerable.Range(0, 501).Select(i => $"\"u{i}\""))}]}}", 90011 },
        { Query, "{\"To_Account\":[\"nobody\"]}", 70107 },
        { "openim/querystate", "{\"To_Account\":[\"nobody\"]}", 70107 },
        { "im_open_login_svc/kick", "{\"UserID\":\"nobody\"}", 70107 },
        { "im_open_login_svc/kick", "{}", 70402 },
        { "im_open_login_svc/account_import", "{\"UserID\":\"a user id that is much longer than 32 bytes\"}", 70402 },
        { "im_open_login_svc/account_import", "{\"UserID\":\"忙\"}", 70402 },
        { "openim/no_such_call", "{}", 60009 },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_that_is_wrong_is_answered_with_its_code(string command, string body, int code)
    {
        var answer = await _app.PostAsync(command, body);

        Assert.Equal("FAIL", (string?)answer["ActionStatus"]);
        Assert.Equal(code, (int?)answer["ErrorCode"]);
    }

    public static TheoryData<string, int> Callers => new()
    {
        { "identifier=administrator&usersig=" + Sig(), 60012 },
        { $"sdkappid=7&identifier=administrator&usersig={Sig()}", 70020 },
        { $"sdkappid={TestApp.Id}&identifier=administrator&usersig=", 70002 },
        { $"sdkappid={TestApp.Id}&identifier=administrator&usersig={Sig()[..100]}", 70003 },
        { $"sdkappid={TestApp.Id}&identifier=administrator&usersig={Sig(key: "another key of some length")}", 70009 },
        { $"sdkappid={TestApp.Id}&identifier=administrator&usersig={Sig(app: TestApp.Id + 1)}", 70014 },
        { $"sdkappid={TestApp.Id}&identifier=administrator&usersig={Sig("somebody")}", 70013 },
        {
            $"sdkappid={TestApp.Id}&identifier=administrator"
                + $"&usersig={Sig(time: new FakeTimeProvider(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero)))}",
            70001
        },
        { $"sdkappid={TestApp.Id}&identifier=alice&usersig={Sig("alice")}", 90009 },
    };

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Caller_that_proves_nothing_is_refused_with_its_code(string query, int code)
    {
        using var body = new ByteArrayContent("{\"To_Account\":[\"alice\"]}"u8.ToArray());
        using var response = await _app.Http.PostAsync(new Uri($"/v4/{Query}?{query}", UriKind.Relative), body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(code, (int?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["ErrorCode"]);
    }

    [Fact]
    public async Task Second_login_and_garbage_close_their_own_connection_only()
    {
        await using var neighbour = await WireClient.ConnectTcpAsync(running.Process.TcpPort);
        await neighbour.LogInAsync(_app.Login("neighbour", "Android", "pixel"));
        await using var twice = await WireClient.ConnectTcpAsync(running.Process.TcpPort);
        await twice.LogInAsync(_app.Login("twice", "Android", "pixel"));

        await twice.SendAsync(new ClientFrame { Login = _app.Login("twice", "Android", "pixel") });
        Assert.Equal((uint)CloseCode.AlreadyLoggedIn.Number, (await twice.ReceiveAsync("the refusal")).Error.Code);
        using var stranger = new System.Net.Sockets.TcpClient("127.0.0.1", running.Process.TcpPort);
        await stranger.GetStream().WriteAsync(Enumerable.Repeat((byte)0xff, 64).ToArray());
        while (await stranger.GetStream().ReadAsync(new byte[256]) > 0)
        {
            // The error frame, then the end.
        }

        await neighbour.SendAsync(new ClientFrame { Heartbeat = new Heartbeat() });
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await neighbour.ReceiveAsync("the answer to a heartbeat")).KindCase);
    }

    [Fact]
    public async Task Settings_are_changed_only_with_the_current_ETag_and_within_the_rules()
    {
        var path = $"/v1/apps/{TestApp.Id + 1}/login-policy";
        using var anonymous = await _app.Http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        using var current = await SendAsync(HttpMethod.Get, path, null, null);

        using var blind = await SendAsync(HttpMethod.Put, path, """{"loginPolicy":"Multi","instanceCaps":{}}""", null);
        Assert.Equal(HttpStatusCode.PreconditionRequired, blind.StatusCode);
        using var stale = await SendAsync(HttpMethod.Put, path, """{"loginPolicy":"Multi","instanceCaps":{}}""", "\"99\"");
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        Assert.Equal(current.Headers.ETag, stale.Headers.ETag);
        var tag = current.Headers.ETag!.Tag;
        using var beyond = await SendAsync(HttpMethod.Put, path, """{"loginPolicy":"Multi","instanceCaps":{"android":2}}""", tag);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, beyond.StatusCode);
        Assert.Contains("Ultimate", await beyond.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var misspelled = await SendAsync(HttpMethod.Put, path, """{"loginPolicy":"Multi","instanceCaps":{},"enforce":1}""", tag);
        Assert.Equal(HttpStatusCode.BadRequest, misspelled.StatusCode);

        using var after = await SendAsync(HttpMethod.Get, path, null, null);
        Assert.Equal(current.Headers.ETag, after.Headers.ETag);
        using var app = await SendAsync(HttpMethod.Get, $"/v1/apps/{TestApp.Id + 1}", null, null);
        Assert.DoesNotContain(TestApp.Key, await app.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accounts_are_imported_checked_queried_and_deleted_in_the_documented_shapes()
    {
        Assert.Equal(
            """{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}""",
            Text(await _app.PostAsync("im_open_login_svc/account_import", """{"Identifier":"acc-1","Nick":"A"}""")));
        var imported = await _app.PostAsync("im_open_login_svc/multiaccount_import", """{"Accounts":["acc-2","acc-3"]}""");
        Assert.Empty(imported["FailAccounts"]!.AsArray());
        var check = await _app.PostAsync("im_open_login_svc/account_check", """{"CheckItem":[{"UserID":"acc-2"},{"UserID":"acc-9"}]}""");
        Assert.Equal(["Imported", "NotImported"], check["ResultItem"]!.AsArray().Select(item => (string?)item!["AccountStatus"]));
        var answer = await _app.PostAsync(Query, """{"To_Account":["acc-1","acc-9"],"IsNeedDetail":1}""");
        Assert.Equal(
            """{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0,"QueryResult":"""
                + """[{"To_Account":"acc-1","Status":"Offline","State":"Offline"}],"ErrorList":"""
                + """[{"To_Account":"acc-9","ErrorCode":70107}]}""",
            Text(answer));
        var deleted = await _app.PostAsync("im_open_login_svc/account_delete", """{"DeleteItem":[{"UserID":"acc-1"},{"UserID":"acc-9"}]}""");
        Assert.Equal([0, 70107], deleted["ResultItem"]!.AsArray().Select(item => (int)item!["ResultCode"]!));
        Assert.Equal(70107, (int?)(await _app.PostAsync(Query, """{"To_Account":["acc-1"]}"""))["ErrorCode"]);
    }

    private static string Sig(string user = TestApp.Administrator, uint app = TestApp.Id, string key = TestApp.Key, TimeProvider? time = null)
        => new UserSigIssuer(app, key, time).Issue(user);

    private static string Text(JsonNode node) => node.ToJsonString();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body, string? tag)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Sig(app: TestApp.Id + 1));
        if (tag is not null)
            request.Headers.IfMatch.Add(new EntityTagHeaderValue(tag));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _app.Http.SendAsync(request);
    }
}
