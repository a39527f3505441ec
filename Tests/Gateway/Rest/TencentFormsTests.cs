using PresenceCluster.Domain;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>Request bodies as present pages show them and as loosely typed callers write them (contract §1, §3, §9).</summary>
public sealed class TencentFormsTests : TencentTests
{
    private const string Query = "openim/query_online_status";
    private const string Kick = "im_open_login_svc/kick";
    private const string Import = "im_open_login_svc/account_import";
    private const string MultiImport = "im_open_login_svc/multiaccount_import";
    private const string Check = "im_open_login_svc/account_check";
    private const string Delete = "im_open_login_svc/account_delete";
    private const string ByteOrderMark = "\uFEFF";

    [Theory]
    [InlineData("""{"AccountList":[{"UserID":"u1","Nick":"One","FaceUrl":"http://example.com/1.png"},{"UserID":"u2"}]}""")]
    [InlineData("""{"Accounts":null,"AccountList":[{"UserID":"u1"},{"Identifier":"u2"}]}""")]
    [InlineData("""{"AccountList":["u1","u2"]}""")]
    public async Task Multi_import_takes_the_present_list(string body)
    {
        Assert.Equal(0, CodeOf(await Host.PostAsync(MultiImport, body)));

        Assert.Equal([1, 1], new[] { "u1", "u2" }.Select(userId => User(userId).Imports));
    }

    [Theory]
    [InlineData(Kick, """{"UserID":10001}""")]
    [InlineData(Kick, """{"UserID":null,"Identifier":"10001"}""")]
    [InlineData(Kick, """{"Identifier":10001,"UserID":null}""")]
    [InlineData(Kick, """{"UserID":"10001","Identifier":"another"}""")]
    [InlineData(Kick, """{"UserID":"10001",}""")]
    [InlineData(Kick, """{"UserID":"another","UserID":"10001"}""")]
    [InlineData(Kick, """{"UserID":[{}],"UserID":"10001"}""")]
    [InlineData(Kick, ByteOrderMark + """{"UserID":"10001"}""")]
    [InlineData(Import, """{"UserID":10001}""")]
    [InlineData(Import, ByteOrderMark + """{"UserID":"10001"}""")]
    [InlineData(MultiImport, """{"Accounts":[10001]}""")]
    [InlineData(MultiImport, """{"AccountList":[{"UserID":10001},],}""")]
    [InlineData(MultiImport, """{"Accounts":["another"],"AccountList":["10001"]}""")]
    [InlineData(Delete, """{"DeleteItem":[{"UserID":10001}]}""")]
    [InlineData(Delete, """{"DeleteItem":[{"UserID":null,"Identifier":"10001"}]}""")]
    public async Task Account_is_found_in_every_form_with_a_plain_meaning(string command, string body)
    {
        Assert.Equal(0, CodeOf(await Host.PostAsync(command, body)));

        Assert.Equal("1400000000/10001", Assert.Single(Host.Grains.Users.Keys));
        Assert.Equal(1, User("10001").Kicks.Count + User("10001").Imports + User("10001").Deletions);
    }

    [Fact]
    public async Task Check_takes_a_number_as_its_text()
        => Assert.Contains(
            """{"UserID":"10001","ResultCode":0,"ResultInfo":"","AccountStatus":"NotImported"}""",
            await Host.PostAsync(Check, """{"CheckItem":[{"UserID":10001}]}"""),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("1", true)]
    [InlineData("1.0", true)]
    [InlineData("true", true)]
    [InlineData("\"1\"", true)]
    [InlineData("\"true\"", true)]
    [InlineData("\"True\"", true)]
    [InlineData("0", false)]
    [InlineData("0.0", false)]
    [InlineData("-0.0", false)]
    [InlineData("0e0", false)]
    [InlineData("false", false)]
    [InlineData("null", false)]
    [InlineData("\"0\"", false)]
    [InlineData("\"false\"", false)]
    [InlineData("\"\"", false)]
    public async Task Flag_is_read_as_a_number_a_boolean_or_a_text(string flag, bool isSet)
    {
        Host.Query.Add("u1", (Platform.Web, PresenceStatus.Online));

        var answer = await Host.PostAsync(Query, $$"""{"To_Account":["u1"],"IsNeedDetail":{{flag}}}""");

        Assert.Equal(0, CodeOf(answer));
        Assert.Equal(isSet, answer.Contains("Detail", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("IsNeedDetail", "\"yes\"")]
    [InlineData("IsNeedDetail", "\"NaN\"")]
    [InlineData("IsNeedDetail", "\"-Infinity\"")]
    [InlineData("IsReturnInstid", "[]")]
    [InlineData("IsReturnCustomStatus", "{\"a\":1}")]
    public async Task Flag_that_says_neither_is_refused_by_name(string name, string flag)
    {
        var answer = await Host.PostAsync(Query, $$"""{"To_Account":["u1"],"{{name}}":{{flag}}}""");

        AssertRefused(90003, answer);
        Assert.Contains(name, answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"To_Account":["u1"],}""")]
    [InlineData("""{"To_Account":["u1",]}""")]
    [InlineData(ByteOrderMark + """{"To_Account":["u1"]}""")]
    [InlineData("""{"To_Account":["another"],"To_Account":["u1"]}""")]
    [InlineData("""{"To_Account":[7,["another"]],"To_Account":["u1"]}""")]
    public async Task Query_is_read_in_every_form_with_a_plain_meaning(string body)
    {
        Host.Query.Add("u1");

        var answer = await Host.PostAsync(Query, body);

        Assert.Equal(0, CodeOf(answer));
        Assert.Contains("\"ErrorList\":[]", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Query, 90001)]
    [InlineData(Kick, 60003)]
    [InlineData(MultiImport, 60003)]
    public async Task Body_that_is_nested_without_end_is_refused(string command, int code)
    {
        var deep = new string('[', 10_000) + new string(']', 10_000);

        AssertRefused(code, await Host.PostAsync(command, $$"""{"To_Account":["u1"],"UserID":"u1","Accounts":["u1"],"more":{{deep}}}"""));
    }

    [Theory]
    [InlineData(Import, """{"UserID":"123456789012345678901234567890123"}""", 70402, "1 to 32 bytes of printable ASCII")]
    [InlineData(Kick, """{"UserID":"ユーザー"}""", 70402, "1 to 32 bytes of printable ASCII")]
    [InlineData(MultiImport, """{"Accounts":["ユーザー"]}""", 70402, "1 to 32 bytes of printable ASCII")]
    [InlineData(MultiImport, """{"Account":["u1"]}""", 70402, "AccountList or Accounts: A batch is an array of 1 to 100 accounts")]
    [InlineData(Check, "{}", 70402, "CheckItem: ")]
    [InlineData(Delete, "{}", 70402, "DeleteItem: ")]
    [InlineData(Query, "{}", 90003, "To_Account is missing or not an array of strings")]
    public async Task Refusal_names_the_limit_and_the_member(string command, string body, int code, string text)
    {
        var answer = await Host.PostAsync(command, body);

        Assert.Equal(code, CodeOf(answer));
        Assert.Contains(text, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_of_a_large_body_names_the_limit()
        => Assert.Contains(
            "larger than 131072 bytes",
            await Host.PostAsync(Query, "{\"To_Account\":[\"" + new string('u', 200_000) + "\"]}"),
            StringComparison.Ordinal);
}
