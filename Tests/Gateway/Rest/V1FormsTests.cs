using PresenceCluster.Gateway.Rest.V1.Problems;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>Bodies and paths of <c>/v1</c> that do not fit: the answer says what would.</summary>
public sealed class V1FormsTests : V1Tests
{
    private const string Policy = AppPath + "/login-policy";
    private const string NewEndpoint = AppPath + "/endpoints";

    [Theory]
    [InlineData("PUT", Policy, """{"loginPolicy":"Dual","instanceCaps":{"Android":1}}""", "$.instanceCaps", "android, iPhone, iPad")]
    [InlineData("PUT", Policy, """{"loginPolicy":"Dual","instanceCaps":{"web":"two"}}""", "$.instanceCaps.web", "a whole number")]
    [InlineData("PUT", Policy, """{"loginPolicy":"Quadruple","instanceCaps":{}}""", "$.loginPolicy", "Single, Dual, Triple, Multi")]
    [InlineData("PUT", AppPath, """{"name":"Renamed","colour":"blue"}""", "$.colour", "administrators")]
    [InlineData("PUT", AppPath, """{"name":"Renamed","secretKeys":"key"}""", "$.secretKeys", "a list")]
    [InlineData("PUT", AppPath, """{"timings":{"pushOnlineRetention":"7d"}}""", "$.timings.pushOnlineRetention", "7.00:00:00")]
    [InlineData("POST", NewEndpoint, """{"url":"https://a.example/","timeout":2}""", "$.timeout", "00:00:02")]
    [InlineData("POST", NewEndpoint, """{"url":"https://a.example/","enabled":"on"}""", "$.enabled", "true or false")]
    [InlineData("POST", NewEndpoint, """{"url":"https://a.example/","events":["StateChange"]}""", "$.events[0]", "Login, Logout, ")]
    [InlineData("POST", NewEndpoint, """{"url":"https://a.example/","events":"Login"}""", "$.events", "a list of Login, Logout, ")]
    public async Task Refusal_names_the_place_and_what_may_stand_there(
        string method, string path, string body, string place, string expectation)
    {
        var problem = await RefusedAsync(ProblemKind.UnreadableBody, Host.AskAsync(new HttpMethod(method), path, body, "*"));

        var detail = problem.GetProperty("detail").GetString();
        Assert.StartsWith(place, detail, StringComparison.Ordinal);
        Assert.Contains(expectation, detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Byte_order_mark_before_a_body_is_skipped()
        => await OkAsync(Host.AskAsync(HttpMethod.Put, Policy, "\uFEFF" + """{"loginPolicy":"Single","instanceCaps":{}}""", "*"));

    [Theory]
    [InlineData("/users/../events")]
    [InlineData("/users/%2e%2E/events")]
    [InlineData("/./users/u1/presence")]
    public async Task Path_with_a_dot_segment_is_refused_and_never_taken_for_another(string path)
    {
        var raw = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri($"{Host.Address.GetLeftPart(UriPartial.Authority)}{AppPath}{path}", raw));
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + RestHost.UserSig);

        await RefusedAsync(ProblemKind.BadParameter, Host.Http.SendAsync(request));
    }

    [Theory]
    [InlineData(".hidden")]
    [InlineData("...")]
    [InlineData(".a%2Fb")]
    public async Task Dots_within_a_user_id_are_no_dot_segment(string segment)
    {
        Host.Query.Add(Uri.UnescapeDataString(segment));

        await OkAsync(Host.AskAsync(HttpMethod.Get, $"{AppPath}/users/{segment}/presence"));
    }
}
