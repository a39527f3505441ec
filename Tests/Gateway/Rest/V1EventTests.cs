using System.Text.Json;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Tests.Delivery;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>Events are paged from any kept position. A caller with an older position is told so.</summary>
public sealed class V1EventTests : V1Tests
{
    private const string Events = AppPath + "/events";

    [Fact]
    public async Task Pages_follow_one_another_without_a_gap()
    {
        AddEvents(1, 5);

        var (first, next) = await PageAsync("?limit=2");
        var (second, end) = await PageAsync($"?limit=10&after={next}");

        Assert.Equal(["evt_3-1", "evt_3-2"], first);
        Assert.Equal(["evt_3-3", "evt_3-4", "evt_3-5"], second);
        var (rest, same) = await PageAsync($"?after={end}");
        Assert.Empty(rest);
        Assert.Equal(end, same);
    }

    [Fact]
    public async Task Event_is_written_as_in_webhooks()
    {
        AddEvents(1, 1);

        using var page = JsonDocument.Parse(await OkAsync(Host.AskAsync(HttpMethod.Get, Events)));

        AssertJson(
            """
            {"id":"evt_3-1","app":1400000000,"userId":"user1","version":7,"firstVersion":7,"position":"3-1","at":"2021-08-25T09:22:12.497+00:00",
             "action":"Login","sessions":[{"sessionId":"00000008000000000000000000000000","platform":"Web","deviceId":"device-Web"}],"kicked":[],
             "status":{"before":"Offline","after":"Online"},"customStatus":""}
            """,
            page.RootElement.GetProperty("events")[0].GetRawText());
    }

    [Fact]
    public async Task Position_that_is_no_longer_kept_is_answered_with_410_and_no_position_begins_at_the_oldest()
    {
        AddEvents(1, 5);
        Host.Events.KeptAfter = new EventPosition(3, 2);

        Assert.Equal(["evt_3-3", "evt_3-4", "evt_3-5"], (await PageAsync("")).Ids);
        Assert.Equal(["evt_3-3", "evt_3-4", "evt_3-5"], (await PageAsync("?after=3-2")).Ids);
        await RefusedAsync(ProblemKind.PositionGone, Host.AskAsync(HttpMethod.Get, Events + "?after=3-1"));
    }

    [Fact]
    public async Task Page_from_the_oldest_event_is_there_although_the_log_is_trimmed_meanwhile()
    {
        AddEvents(1, 5);
        Host.Events.OnRead = () =>
        {
            if (Host.Events.KeptAfter.Number < 3)
                Host.Events.KeptAfter = new EventPosition(3, Host.Events.KeptAfter.Number + 1);
        };

        Assert.Equal(["evt_3-4", "evt_3-5"], (await PageAsync("")).Ids);
    }

    [Theory]
    [InlineData("/events?after=x")]
    [InlineData("/events?after=1-2&after=1-3")]
    [InlineData("/events?limit=0")]
    [InlineData("/events?limit=1001")]
    [InlineData("/events/stream?after=1")]
    [InlineData("/users/u1/events?before=0")]
    [InlineData("/users/u1/events?before=x")]
    [InlineData("/users/u1/events?limit=-1")]
    public async Task Parameter_that_is_none_is_answered_with_400(string path)
        => await RefusedAsync(ProblemKind.BadParameter, Host.AskAsync(HttpMethod.Get, AppPath + path));

    [Fact]
    public async Task Log_that_cannot_be_read_is_answered_with_503()
    {
        Host.Events.Trouble = Task.FromException(new Npgsql.NpgsqlException("down"));

        await RefusedAsync(ProblemKind.Unavailable, Host.AskAsync(HttpMethod.Get, Events));
    }

    [Fact]
    public async Task Users_events_are_paged_newest_first()
    {
        for (var version = 1; version <= 4; version++)
            Host.Events.Add(EventExamples.Recorded(EventExamples.Login(Platform.Web) with { Version = version }, version, "u/1"));
        AddEvents(5, 1);

        Assert.Equal([4, 3], await VersionsAsync("?limit=2"));
        Assert.Equal([2, 1], await VersionsAsync("?before=3"));
    }

    private void AddEvents(int first, int count)
        => Host.Events.Add([.. Enumerable.Range(first, count).Select(
            number => EventExamples.Recorded(EventExamples.Login(Platform.Web), number, $"user{number}"))]);

    private async Task<(IEnumerable<string?> Ids, string? Next)> PageAsync(string query)
    {
        using var page = JsonDocument.Parse(await OkAsync(Host.AskAsync(HttpMethod.Get, Events + query)));
        return (
            [.. page.RootElement.GetProperty("events").EnumerateArray().Select(one => one.GetProperty("id").GetString())],
            page.RootElement.GetProperty("next").GetString());
    }

    private async Task<IEnumerable<int>> VersionsAsync(string query)
    {
        using var page = JsonDocument.Parse(await OkAsync(Host.AskAsync(HttpMethod.Get, $"{AppPath}/users/u%2F1/events{query}")));
        Assert.Equal("u/1", page.RootElement.GetProperty("userId").GetString());
        return [.. page.RootElement.GetProperty("events").EnumerateArray().Select(one => one.GetProperty("version").GetInt32())];
    }
}
