using System.Text.Json;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Queries;
using PresenceCluster.Gateway.Rest.Tencent;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>The exact answers of <c>query_online_status</c> (contract §1).</summary>
public sealed class TencentQueryTests : TencentTests
{
    private const string Query = "v4/openim/query_online_status";
    private const string Command = "openim/query_online_status";
    private const string Ok = "{\"ActionStatus\":\"OK\",\"ErrorInfo\":\"\",\"ErrorCode\":0,";

    [Theory]
    [InlineData("openim/query_online_status")]
    [InlineData("openim/querystate")]
    public async Task Some_accounts_succeed_with_status_and_state_and_the_unknown_one_is_listed(string command)
    {
        Host.Query.Add("u1");
        Host.Query.Add("u2", (Platform.IPhone, PresenceStatus.PushOnline), (Platform.Web, PresenceStatus.Online));

        var answer = await Host.PostAsync(command, """{"To_Account":["u1","u2","u3"],"IsNeedDetail":1}""");

        Assert.Equal(
            Ok
                + "\"QueryResult\":"
                + """[{"To_Account":"u1","Status":"Offline","State":"Offline"},"""
                + """{"To_Account":"u2","Status":"Online","State":"Online","Detail":"""
                + """[{"Platform":"iPhone","Status":"PushOnline"},{"Platform":"Web","Status":"Online"}]}],"ErrorList":"""
                + """[{"To_Account":"u3","ErrorCode":70107}]}""",
            answer);
    }

    [Fact]
    public async Task All_accounts_unknown_fails_with_70107_and_the_full_list()
    {
        var answer = await Host.PostAsync(Command, """{"To_Account":["u1","line\nfeed"]}""");

        Assert.Equal(70107, CodeOf(answer));
        Assert.EndsWith(
            """
            "QueryResult":[],"ErrorList":[{"To_Account":"u1","ErrorCode":70107},{"To_Account":"line\nfeed","ErrorCode":70107}]}
            """,
            answer,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Account_whose_owner_is_silent_is_listed_with_70169_and_wins_over_unknown_ones()
    {
        Host.Query.Silent["u1"] = true;

        var answer = await Host.PostAsync(Command, """{"To_Account":["u1","u2"]}""");

        Assert.Equal(70169, CodeOf(answer));
        Assert.Contains("""{"To_Account":"u1","ErrorCode":70169},{"To_Account":"u2","ErrorCode":70107}""", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_answer_but_a_presence_has_a_number()
        => Assert.All(
            Enum.GetValues<PresenceAnswerKind>(),
            kind => Assert.Equal(kind == PresenceAnswerKind.Found, TencentError.For(kind) == TencentError.None));

    [Theory]
    [InlineData("""{"To_Account":["u1"]}""")]
    [InlineData("""{"IsNeedDetail":0,"To_Account":["u1"],"IsReturnInstid":1}""")]
    public async Task Without_IsNeedDetail_there_is_no_detail(string body)
    {
        Host.Query.Add("u1", (Platform.Android, PresenceStatus.PushOnline));

        Assert.Equal(
            Ok + """
            "QueryResult":[{"To_Account":"u1","Status":"PushOnline","State":"PushOnline"}],"ErrorList":[]}
            """,
            await Host.PostAsync(Command, body));
    }

    [Fact]
    public async Task Every_platform_is_spelled_as_the_contract_has_it()
    {
        Host.Query.Add("u1", [.. Platforms.All.Select(platform => (platform, PresenceStatus.Online))]);

        using var answer = JsonDocument.Parse(
            await Host.PostAsync(Command, """{"To_Account":["u1"],"IsNeedDetail":1,"IsReturnInstid":1}"""));

        var detail = answer.RootElement.GetProperty("QueryResult")[0].GetProperty("Detail").EnumerateArray().ToList();
        var expected = Platforms.All.Select(platform => platform switch
        {
            Platform.IPhone => "iPhone",
            Platform.IPad => "iPad",
            Platform.Windows => "PC",
            Platform.MiniProgram => "Web",
            _ => platform.ToString(),
        });
        Assert.Equal(expected, detail.Select(item => item.GetProperty("Platform").GetString()));
        Assert.Equal(Enumerable.Range(1, Platforms.All.Length), detail.Select(item => item.GetProperty("Instid").GetInt32()));
    }

    [Fact]
    public async Task HarmonyOS_is_spelled_as_the_app_has_set_it()
    {
        await using var host = await RestHost.StartAsync(settings: RestHost.Settings with { HarmonyPlatformName = "Harmony" });
        host.Query.Add("u1", (Platform.HarmonyOS, PresenceStatus.Online));

        Assert.Contains(
            """
            "Detail":[{"Platform":"Harmony","Status":"Online"}]
            """,
            await host.PostAsync(Command, """{"To_Account":["u1"],"IsNeedDetail":1}"""),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_instance_ids_a_platform_stands_once_with_its_highest_status()
    {
        Host.Query.Add(
            "u1",
            (Platform.Android, PresenceStatus.PushOnline),
            (Platform.Android, PresenceStatus.Online),
            (Platform.MiniProgram, PresenceStatus.Online),
            (Platform.Web, PresenceStatus.Online));

        Assert.Contains(
            """
            "Detail":[{"Platform":"Android","Status":"Online"},{"Platform":"Web","Status":"Online"}]}
            """,
            await Host.PostAsync(Command, """{"To_Account":["u1"],"IsNeedDetail":1}"""),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Custom_status_is_returned_when_asked_for_and_escaped()
    {
        Host.Query.Add("u1", (Platform.Web, PresenceStatus.Online));
        Host.Query.Presences["u1"] = Host.Query.Presences["u1"] with { CustomStatus = "say \"busy\"\n忙" };

        using var answer = JsonDocument.Parse(await Host.PostAsync(Command, """{"To_Account":["u1"],"IsReturnCustomStatus":1}"""));
        var without = await Host.PostAsync(Command, """{"To_Account":["u1"]}""");

        Assert.Equal("say \"busy\"\n忙", answer.RootElement.GetProperty("QueryResult")[0].GetProperty("CustomStatus").GetString());
        Assert.DoesNotContain("CustomStatus", without, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_hundred_accounts_are_answered_in_the_order_asked_repetitions_included()
    {
        Host.Query.Add("user-7", (Platform.Mac, PresenceStatus.Online));
        var asked = Enumerable.Range(0, 499).Select(number => $"user-{number}").Append("user-7").ToArray();

        using var answer = JsonDocument.Parse(await Host.PostAsync(Command, JsonSerializer.Serialize(new { To_Account = asked })));

        Assert.Equal(2, answer.RootElement.GetProperty("QueryResult").GetArrayLength());
        Assert.Equal(
            asked.Where(userId => userId != "user-7"),
            answer.RootElement.GetProperty("ErrorList").EnumerateArray().Select(item => item.GetProperty("To_Account").GetString()));
    }

    [Theory]
    [InlineData("", 90001)]
    [InlineData("hello", 90001)]
    [InlineData("[]", 90001)]
    [InlineData("""{"To_Account":["u1"]""", 90001)]
    [InlineData("""{"To_Account":["u1"]} x""", 90001)]
    [InlineData("""{"To_Account":["\ud800"]}""", 90001)]
    [InlineData("""{"To_Account":[]}""", 90001)]
    [InlineData("{}", 90003)]
    [InlineData("""{"to_account":["u1"]}""", 90003)]
    [InlineData("""{"To_Account":"u1"}""", 90003)]
    [InlineData("""{"To_Account":null}""", 90003)]
    [InlineData("""{"To_Account":{"0":"u1"}}""", 90003)]
    [InlineData("""{"To_Account":["u1",2]}""", 90003)]
    [InlineData("""{"To_Account":["u1",["u2"]]}""", 90003)]
    public async Task Body_that_does_not_fit_is_refused(string body, int code) => AssertRefused(code, await Host.PostAsync(Command, body));

    [Fact]
    public async Task Five_hundred_and_one_accounts_are_refused()
        => AssertRefused(90011, await Host.PostAsync(
            Command, JsonSerializer.Serialize(new { To_Account = Enumerable.Range(0, 501).Select(number => $"u{number}") })));

    [Fact]
    public async Task Body_over_the_limit_is_refused()
        => AssertRefused(60002, await Host.PostAsync(Command, "{\"To_Account\":[\"" + new string('u', 200_000) + "\"]}"));

    [Fact]
    public async Task Content_type_of_any_kind_is_taken()
    {
        Host.Query.Add("u1");
        using var content = new StringContent("""{"To_Account":["u1"]}""", System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");

        using var response = await Host.Http.PostAsync(new Uri($"{Query}?{RestHost.Query4()}", UriKind.Relative), content);

        Assert.Equal(0, CodeOf(await response.Content.ReadAsStringAsync()));
    }
}
