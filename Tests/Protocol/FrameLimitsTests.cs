using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Protocol;

public sealed class FrameLimitsTests
{
    [Fact]
    public void Defaults_are_without_fault() => Assert.Empty(new FrameLimits().Faults());

    [Fact]
    public void Wrong_limits_are_reported_all_at_once()
    {
        var limits = new FrameLimits { LoginFrameBytesMax = 70_000, ClientFrameBytesMax = 65_536, ServerFrameBytesMax = 0, UpgradeHeadBytesMax = int.MaxValue };

        Assert.Equal(3, limits.Faults().Count());
    }

    [Fact]
    public void Largest_query_fits_the_client_limit_in_every_encoding()
    {
        var query = new ClientFrame { Query = new Query { RequestId = uint.MaxValue } };
        query.Query.UserIds.AddRange(Enumerable.Repeat(new string('"', FrameLimits.UserIdBytesMax), FrameLimits.QueryUserIdsMax));

        foreach (var format in WireFormats.All)
        {
            var output = new System.Buffers.ArrayBufferWriter<byte>();
            format.Write(query, output);
            Assert.InRange(output.WrittenCount, 1, new FrameLimits().ClientFrameBytesMax);
        }
    }
}
