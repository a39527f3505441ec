using PresenceCluster.Gateway.Connections;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Connections;

public sealed class LastWordsTests
{
    [Theory]
    [InlineData(nameof(CloseCode.Flooding), 5_000u, 10_000u)]
    [InlineData(nameof(CloseCode.Overloaded), 5_000u, 10_000u)]
    [InlineData(nameof(CloseCode.Unavailable), 1_000u, 2_000u)]
    [InlineData(nameof(CloseCode.HeartbeatTimeout), 0u, 0u)]
    public void Clients_that_are_turned_away_together_are_asked_to_return_at_random_times(string name, uint shortestMs, uint longestMs)
    {
        var code = CloseCode.All.Single(candidate => candidate.Name == name);

        var waits = Enumerable.Range(0, 100).Select(_ => Written(new LastWords(code))!.Error.ReconnectAfterMs).ToList();

        Assert.All(waits, wait => Assert.InRange(wait, shortestMs, longestMs));
        Assert.Equal(longestMs > 0, waits.Distinct().Count() > 1);
    }

    [Theory]
    [InlineData(nameof(CloseCode.GoingAway), false)]
    [InlineData(nameof(CloseCode.Kicked), true)]
    public void Only_go_away_is_left_out_for_a_client_that_was_asked_to_leave(string name, bool isSaid)
    {
        var code = CloseCode.All.Single(candidate => candidate.Name == name);

        Assert.Equal(isSaid, Written(new LastWords(code), wasAskedToLeave: true) is not null);
        Assert.NotNull(Written(new LastWords(code)));
    }

    private static ServerFrame? Written(LastWords words, bool wasAskedToLeave = false)
    {
        var bytes = words.Encode(WireFormat.Tcp, wasAskedToLeave).ToArray();
        if (bytes.Length == 0)
            return null;
        var read = WireFormat.Tcp.CreateClientReader().TryRead(bytes, int.MaxValue);
        Assert.True(WireFormat.Tcp.Codec.TryDecode(read.Payload, out ServerFrame? frame));
        return frame;
    }
}
