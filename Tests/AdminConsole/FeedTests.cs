using PresenceCluster.AdminConsole.Events;
using Xunit;

namespace PresenceCluster.Tests.AdminConsole;

/// <summary>The live feed reads the stream as the specification of server-sent events has it, and stays bounded.</summary>
public sealed class FeedTests
{
    [Fact]
    public async Task Messages_are_read_with_ids_and_comments_are_left_out()
    {
        const string Text = "id: 0-1\n\n: still here\n\nid: 0-2\ndata: {\"a\":1}\n\ndata: one\ndata:two\n\nevent: x\ndata\n\n";

        Assert.Equal(
            [new("0-2", "{\"a\":1}"), new("0-2", "one\ntwo"), new("0-2", "")],
            await ReadAsync(Text));
    }

    [Fact]
    public async Task Message_that_is_cut_off_is_not_told() => Assert.Empty(await ReadAsync("data: half"));

    [Fact]
    public void Feed_shows_the_newest_first_each_once_and_no_more_than_its_limit()
    {
        var feed = FeedBuffer.Empty(2);
        foreach (var id in new[] { "a", "b", "b", "c" })
            feed = feed.With(new StatusEventLine { Id = id });

        Assert.Equal(["c", "b"], feed.Events.Select(one => one.Id));
    }

    private static async Task<List<ServerSentEvent>> ReadAsync(string text)
    {
        List<ServerSentEvent> read = [];
        using var reader = new StringReader(text);
        await foreach (var one in ServerSentEvents.ReadAsync(reader, TimeSpan.FromSeconds(45), TimeProvider.System))
            read.Add(one);
        return read;
    }
}
