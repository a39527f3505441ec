using System.Text.Json;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Gateway.Rest.V1.Problems;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>The deliveries of an endpoint are looked at, tested and repeated through its grain.</summary>
public sealed class V1DeliveryTests : V1Tests
{
    private const string Endpoint = AppPath + "/endpoints/e1";

    private protected override AppSettings Settings => RestHost.Settings with
    {
        Endpoints = [new WebhookEndpoint { Id = "e1", Url = "https://a.example/", Format = WebhookFormat.Tencent }],
    };

    private FakeEndpointGrain Grain => Host.Grains.Endpoints["1400000000/e1"];

    [Fact]
    public async Task State_shows_backlog_counters_attempts_and_why_events_wait()
        => AssertJson(
            """
            {"backlog":3,"isBacklogCapped":false,"parked":1,"deadLetters":2,"delivered":4,"failed":5,"isPaused":true,"attempts":[
              {"at":"2026-11-23T09:00:00+00:00","duration":"00:00:02","firstEventId":"evt_1-2","eventCount":1,"fault":"Status",
               "text":"The answer is 500.","httpStatus":500}],
             "explanation":{"cause":"Failing","text":"No request has succeeded.","events":3,"since":"2026-11-23T09:00:00+00:00",
               "detail":"The answer is 500."}}
            """,
            await OkAsync(Host.AskAsync(HttpMethod.Get, Endpoint + "/state")));

    [Fact]
    public async Task Test_tells_how_it_went()
    {
        using var attempt = JsonDocument.Parse(await OkAsync(Host.AskAsync(HttpMethod.Post, Endpoint + "/test")));

        Assert.Equal("Status", attempt.RootElement.GetProperty("fault").GetString());
        Assert.Equal(["test"], Grain.Calls);
    }

    [Fact]
    public async Task Dead_letters_are_paged()
    {
        using var page = JsonDocument.Parse(await OkAsync(Host.AskAsync(HttpMethod.Get, Endpoint + "/dead-letters?after=evt_1-1&limit=7")));
        await OkAsync(Host.AskAsync(HttpMethod.Get, Endpoint + "/dead-letters"));

        Assert.Equal("evt_1-2", page.RootElement.GetProperty("deadLetters")[0].GetProperty("eventId").GetString());
        Assert.Equal(["list evt_1-1 7", "list  100"], Grain.Calls);
    }

    [Theory]
    [InlineData("resend", """{"eventIds":["evt_1-2","evt_1-3"]}""", "resend evt_1-2 evt_1-3", 2)]
    [InlineData("resend", """{"all":true}""", "resend ", 2)]
    [InlineData("purge", """{"eventIds":["evt_1-2"]}""", "purge evt_1-2", 3)]
    [InlineData("purge", """{"all":true}""", "purge ", 3)]
    public async Task Dead_letters_are_sent_again_or_deleted_as_selected(string verb, string body, string call, int count)
    {
        using var answer = JsonDocument.Parse(await OkAsync(Host.AskAsync(HttpMethod.Post, $"{Endpoint}/dead-letters/{verb}", body)));

        Assert.Equal(count, answer.RootElement.GetProperty("count").GetInt32());
        Assert.Equal([call], Grain.Calls);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"eventIds":[]}""")]
    [InlineData("""{"all":true,"eventIds":["evt_1-2"]}""")]
    [InlineData("""{"eventIds":[null]}""")]
    [InlineData("""{"eventId":"evt_1-2"}""")]
    [InlineData("")]
    public async Task Selection_that_is_not_clear_is_answered_with_400_and_nothing_is_sent(string body)
        => await RefusedAsync(ProblemKind.UnreadableBody, Host.AskAsync(HttpMethod.Post, Endpoint + "/dead-letters/resend", body));

    [Theory]
    [InlineData("0")]
    [InlineData("1001")]
    [InlineData("x")]
    public async Task Limit_that_is_none_is_answered_with_400(string limit)
        => await RefusedAsync(ProblemKind.BadParameter, Host.AskAsync(HttpMethod.Get, $"{Endpoint}/dead-letters?limit={limit}"));
}
