using System.Net;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>Paths, URL parameters and methods as real callers, their files and their browsers send them (contract §4).</summary>
public sealed class TencentUrlFormsTests : TencentTests
{
    private const int RefusedEvent = 4201;
    private const string Query = "openim/query_online_status";
    private const string QueryBody = """{"To_Account":["administrator"]}""";

    [Fact]
    public async Task Second_slash_of_a_base_URL_is_forgiven()
        => Assert.Equal(0, CodeOf(await AskAsync(HttpMethod.Post, $"//v4/{Query}", RestHost.Query4())));

    [Fact]
    public async Task Second_slash_is_forgiven_before_v4_alone()
    {
        using var response = await SendAsync(HttpMethod.Get, "//v1/openapi.json");

        Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Path_of_v4_with_dot_segments_is_the_path_that_they_lead_to()
        => Assert.Equal(0, CodeOf(await AskAsync(HttpMethod.Post, $"/v4/./im_open_login_svc/../{Query}", RestHost.Query4())));

    [Theory]
    [InlineData("/v3/openim/query_online_status")]
    [InlineData("/v3/im_open_login_svc/kick")]
    [InlineData("/openim/query_online_status")]
    [InlineData("/im_open_login_svc/kick")]
    [InlineData("//v4/openim/no_such_call")]
    [InlineData("/v4/")]
    public async Task Wrong_path_is_answered_with_the_envelope_and_the_paths_that_there_are(string path)
    {
        var answer = await AskAsync(HttpMethod.Post, path, RestHost.Query4());

        AssertRefused(60009, answer);
        Assert.Contains("/v4/openim/querystate", answer, StringComparison.Ordinal);
        Assert.Contains("/v4/im_open_login_svc/kick", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sdkappid", "SDKAppID", 60012)]
    [InlineData("identifier", "Identifier", 60004)]
    [InlineData("usersig", "UserSig", 70002)]
    public async Task Name_of_a_parameter_is_case_sensitive(string name, string other, int code)
        => AssertRefused(code, await AskAsync(
            HttpMethod.Post, $"/v4/{Query}", RestHost.Query4().Replace(name + "=", other + "=", StringComparison.Ordinal)));

    [Fact]
    public async Task First_one_of_a_repeated_parameter_counts()
        => Assert.Equal(0, CodeOf(await AskAsync(HttpMethod.Post, $"/v4/{Query}", RestHost.Query4() + "&sdkappid=1&UserSig=x")));

    [Theory]
    [InlineData("%20", "")]
    [InlineData("", "%0A")]
    [InlineData("+", "%0D%0A")]
    public async Task White_space_around_a_UserSig_is_ignored(string before, string after)
        => Assert.Equal(0, CodeOf(await Host.PostAsync(Query, QueryBody, RestHost.Query4(userSig: before + RestHost.UserSig + after))));

    [Theory]
    [InlineData("seven", "1 to 4294967295")]
    [InlineData("1400000000", "7 calls per second")]
    public async Task Refusal_names_the_limit(string app, string text)
    {
        await using var host = await RestHost.StartAsync(options => options.QueryCallsPerSecond = 7);
        for (var call = 0; call < 7; call++)
            await host.PostAsync(Query, QueryBody);

        Assert.Contains(text, await host.PostAsync(Query, QueryBody, RestHost.Query4(app: app)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UserSig_of_a_clock_that_is_ahead_is_refused_with_a_word_about_the_clock()
    {
        var userSig = (RestHost.For(RestHost.Administrator) with { IssuedAt = RestHost.Start.AddSeconds(400) }).ToString();

        var answer = await Host.PostAsync(Query, QueryBody, RestHost.Query4(userSig: userSig));

        AssertRefused(70001, answer);
        Assert.Contains("check the signer's clock", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Browser_is_told_that_it_may_post_json()
    {
        using var response = await AskFirstAsync($"/v4/im_open_login_svc/kick?{RestHost.Query4()}", "POST");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("*", HeaderOf(response, "Access-Control-Allow-Origin"));
        Assert.Equal("POST", HeaderOf(response, "Access-Control-Allow-Methods"));
        Assert.Equal("X-Requested-With, Content-Type", HeaderOf(response, "Access-Control-Allow-Headers"));
        Assert.DoesNotContain(Host.Log.Lines, line => line.Event == RefusedEvent);
        Host.AssertNothingChanged();
    }

    [Fact]
    public async Task Browser_is_told_nothing_of_the_kind_about_v1()
    {
        using var response = await AskFirstAsync($"/v1/apps/{RestHost.App}/users/u1/sessions", "DELETE");

        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Answer_allows_every_origin_as_the_contract_has_it()
    {
        using var response = await Host.SendAsync(HttpMethod.Post, $"/v4/{Query}?{RestHost.Query4()}", QueryBody);

        Assert.Equal("*", HeaderOf(response, "Access-Control-Allow-Origin"));
        Assert.Equal("POST", HeaderOf(response, "Access-Control-Allow-Methods"));
        Assert.Equal("X-Requested-With", HeaderOf(response, "Access-Control-Allow-Headers"));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    public async Task Method_other_than_POST_is_refused_by_name(string method)
    {
        var answer = await AskAsync(new HttpMethod(method), $"/v4/{Query}", RestHost.Query4());

        AssertRefused(60002, answer);
        Assert.Contains("POST", answer, StringComparison.Ordinal);
    }

    private static string HeaderOf(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));

    // The preflight of a browser.
    private async Task<HttpResponseMessage> AskFirstAsync(string path, string method)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", "https://admin.example");
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", "content-type");
        return await Host.Http.SendAsync(request);
    }

    private async Task<string> AskAsync(HttpMethod method, string path, string query)
    {
        using var response = await SendAsync(method, $"{path}?{query}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    // The path goes out as it stands; a client would tidy it up.
    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string target)
    {
        var raw = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        using var request = new HttpRequestMessage(method, new Uri($"{Host.Address.GetLeftPart(UriPartial.Authority)}{target}", raw));
        if (method == HttpMethod.Post)
            request.Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(QueryBody));
        return await Host.Http.SendAsync(request);
    }
}
