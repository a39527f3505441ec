using PresenceCluster.Domain;
using Xunit;

namespace PresenceCluster.Tests.Domain;

public sealed class EventPositionTests
{
    [Fact]
    public void Positions_stand_in_the_order_of_their_transactions_then_of_their_numbers()
    {
        EventPosition[] inOrder =
        [
            EventPosition.Start, new(0, 1), new(0, long.MaxValue), new(1, 0), new(1, 2), new(ulong.MaxValue, 0), new(ulong.MaxValue, 1),
        ];

        Assert.Equal(inOrder, inOrder.Reverse().Order());
        Assert.True(inOrder[1] < inOrder[2] && inOrder[2] <= inOrder[3] && inOrder[4] > inOrder[3] && inOrder[4] >= inOrder[4]);
    }

    [Theory]
    [InlineData(0, 0, "0-0")]
    [InlineData(0, 17, "0-17")]
    [InlineData(ulong.MaxValue, long.MaxValue, "18446744073709551615-9223372036854775807")]
    public void Position_is_read_from_what_it_is_written_as(ulong commit, long number, string text)
    {
        var position = new EventPosition(commit, number);

        Assert.Equal(text, position.ToString());
        Assert.True(EventPosition.TryParse(text, out var read));
        Assert.Equal(position, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1")]
    [InlineData("1-")]
    [InlineData("-1")]
    [InlineData("1--1")]
    [InlineData("+1-1")]
    [InlineData("1- 1")]
    [InlineData("1-1\0")]
    [InlineData("18446744073709551616-1")]
    [InlineData("1-9223372036854775808")]
    public void Anything_else_is_no_position(string text) => Assert.False(EventPosition.TryParse(text, out _));

    [Theory]
    [InlineData("ann", 8)]
    [InlineData("user-1", 11)]
    [InlineData("~", 11)]
    public void Partition_of_a_user_never_changes(string userId, int partition)
        => Assert.Equal(partition, EventPartition.Of(new UserKey(new AppId(1400000001), userId)));

    [Fact]
    public void Partitions_are_about_equally_full()
    {
        var sizes = Enumerable.Range(0, 16_000)
            .GroupBy(i => EventPartition.Of(new UserKey(new AppId(1), $"user-{i}")))
            .Select(partition => partition.Count())
            .ToList();

        Assert.Equal(EventPartition.Count, sizes.Count);
        Assert.All(sizes, size => Assert.InRange(size, 800, 1_200));
    }
}
