using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Events;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Tests.Delivery;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>Live streams: no event is missed or sent twice, one read of the log serves all, and no reader delays the others.</summary>
public sealed class V1StreamTests : V1Tests
{
    private const string Stream = AppPath + "/events/stream";
    private const int SlowReaderEvent = 4502;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(0.5);
    private int _number;

    private protected override void Configure(EventStreamOptions streams)
    {
        streams.StreamsMax = 4;
        streams.RecentEventsMax = 8;
        streams.PageMax = 3;
    }

    [Fact]
    public async Task Event_arrives_live_as_in_webhooks_with_its_position_for_an_id()
    {
        AddEvents(2);
        await using var reader = await OpenAsync();
        await SeesAsync(reader, "3-2");

        AddEvents(1);
        await SeesAsync(reader, "3-2", "3-3");

        Assert.Equal("text/event-stream", reader.MediaType);
        Assert.Contains("event: presence.status_changed", reader.Lines);
        using var data = JsonDocument.Parse(reader.Lines.Single(line => line.StartsWith("data: ", StringComparison.Ordinal))[6..]);
        Assert.Equal(("evt_3-3", "user3"), (data.RootElement.GetProperty("id").GetString(), data.RootElement.GetProperty("userId").GetString()));
    }

    [Theory]
    [InlineData("", "3-4")]
    [InlineData("?after=3-4", null)]
    [InlineData("?after=3-1", "3-4")]
    public async Task Stream_goes_on_from_a_position_and_what_the_reader_saw_last_counts_most(string query, string? lastEventId)
    {
        AddEvents(20);
        await using var reader = await OpenAsync(query, lastEventId);
        AddEvents(20);

        await SeesAsync(reader, [.. Enumerable.Range(4, 37).Select(number => $"3-{number}")]);
    }

    [Fact]
    public async Task Position_that_is_no_longer_kept_is_answered_with_410_and_takes_no_place()
    {
        AddEvents(5);
        Host.Events.KeptAfter = new EventPosition(3, 3);

        for (var tries = 0; tries < 10; tries++)
        {
            using var response = await Host.AskAsync(HttpMethod.Get, Stream + "?after=3-2");
            Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
        }
    }

    [Fact]
    public async Task Streams_are_bounded_and_share_one_reader_of_the_log()
    {
        AddEvents(1);
        List<EventReader> readers = [];
        for (var count = 0; count < 4; count++)
            readers.Add(await OpenAsync());
        await RefusedAsync(ProblemKind.TooManyStreams, Host.AskAsync(HttpMethod.Get, Stream));

        foreach (var reader in readers)
            await SeesAsync(reader, "3-1");
        // The reads at the opening are over now. From here on only the feed reads, once a tick.
        var before = Host.Events.Reads;
        var startedAt = Host.Time.GetUtcNow();
        AddEvents(1);
        foreach (var reader in readers)
            await SeesAsync(reader, "3-1", "3-2");
        Assert.InRange(Host.Events.Reads - before, 1, (Host.Time.GetUtcNow() - startedAt) / Tick + 2);

        foreach (var reader in readers)
            await reader.DisposeAsync();
        await Eventually.IsTrueAsync(
            async () =>
            {
                Host.Time.Advance(Tick);
                using var response = await Host.Http.SendAsync(Ask(), HttpCompletionOption.ResponseHeadersRead);
                return response.IsSuccessStatusCode;
            },
            "places of streams that ended are free again");
    }

    [Fact]
    public async Task Silence_is_filled_with_comments_and_a_stream_ends_after_its_time()
    {
        await using var reader = await OpenAsync();

        await Eventually.IsTrueAsync(() => Advance(() => reader.Lines.Contains(": ")), "a comment comes");
        await Eventually.IsTrueAsync(
            () =>
            {
                Host.Time.Advance(TimeSpan.FromMinutes(5));
                return reader.IsEnded;
            },
            "the stream ends");
    }

    [Fact]
    public async Task Reader_who_may_no_longer_is_cut_off_within_a_heartbeat_of_the_stream()
    {
        await using var reader = await OpenAsync();
        await using var other = await OpenAsync();
        await Eventually.IsTrueAsync(() => Advance(() => reader.Lines.Contains(": ")), "the stream goes on");
        Assert.False(reader.IsEnded);

        Host.Apps.Swap(Host.AppGrain.Current with { Version = 99, Settings = RestHost.Settings with { Administrators = [] } });
        var endsBy = Host.Time.GetUtcNow() + 3 * new EventStreamOptions().HeartbeatPeriod;

        await Eventually.IsTrueAsync(() => Advance(() => reader.IsEnded && other.IsEnded), "the streams end");
        Assert.True(Host.Time.GetUtcNow() < endsBy);
    }

    [Fact]
    public async Task Log_that_cannot_be_read_for_a_while_costs_no_event()
    {
        AddEvents(1);
        await using var reader = await OpenAsync();
        await SeesAsync(reader, "3-1");

        Host.Events.Trouble = Task.FromException(new IOException("down"));
        AddEvents(1);
        await Eventually.IsTrueAsync(() => Advance(() => Host.Log.Lines.Any(line => line.Event == 4501)), "the trouble is logged");
        Host.Events.Trouble = Task.CompletedTask;

        await SeesAsync(reader, "3-1", "3-2");
    }

    [Fact]
    public async Task Reader_that_does_not_read_is_disconnected_and_holds_nobody_up()
    {
        using var slow = new TcpClient { ReceiveBufferSize = 4096 };
        await slow.ConnectAsync(Host.Address.Host, Host.Address.Port);
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {Stream}?after=0-0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {RestHost.UserSig}\r\n\r\n"));
        await using var reader = await OpenAsync();

        // More than the buffers of both sides and the kernel hold.
        var big = new string('x', 100_000);
        var happened = EventExamples.Login(Platform.Web) with { CustomStatus = big };
        Host.Events.Add([.. Enumerable.Range(1, 300).Select(number => EventExamples.Recorded(happened, number))]);

        // One tick is enough for the feed, and does not use up the time of a write.
        Host.Time.Advance(Tick);
        await Eventually.IsTrueAsync(() => reader.Ids.LastOrDefault() == "3-300", "the other reader gets everything");
        await Eventually.IsTrueAsync(() => Advance(() => Host.Log.Lines.Any(line => line.Event == SlowReaderEvent)), "the slow reader is disconnected");
    }

    private Task<EventReader> OpenAsync(string query = "", string? lastEventId = null)
        => EventReader.OpenAsync(Host.Http, RestHost.UserSig, Stream + query, lastEventId);

    private static HttpRequestMessage Ask()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Stream);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + RestHost.UserSig);
        return request;
    }

    private void AddEvents(int count)
    {
        for (var added = 0; added < count; added++)
            Host.Events.Add(EventExamples.Recorded(EventExamples.Login(Platform.Web), ++_number, $"user{_number}"));
    }

    private Task SeesAsync(EventReader reader, params string[] ids)
        => Eventually.IsTrueAsync(() => Advance(() => reader.Ids.SequenceEqual(ids)), $"{string.Join(' ', ids)}, not {string.Join(' ', reader.Ids)}");

    private bool Advance(Func<bool> condition)
    {
        Host.Time.Advance(Tick);
        return condition();
    }
}
