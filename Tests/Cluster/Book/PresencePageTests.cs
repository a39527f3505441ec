using CsCheck;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Book;
using Xunit;

namespace PresenceCluster.Tests.Cluster.Book;

/// <summary>A page is a dictionary of bytes, whatever is put, replaced and removed in whatever order.</summary>
public sealed class PresencePageTests
{
    private static readonly Gen<(int User, byte[]? Payload)> Change = Gen.Select(
        Gen.Int[0, 400], Gen.Frequency((3, Gen.Byte.Array[0, 300].Select(bytes => (byte[]?)bytes)), (1, Gen.Const((byte[]?)null))));

    [Fact]
    public void Page_holds_what_a_dictionary_holds()
        => Change.Array[0, 2_000].Sample(
            changes =>
            {
                var page = new PresencePage();
                var expected = new Dictionary<UserKey, byte[]>();
                foreach (var (number, payload) in changes)
                {
                    var user = KeyOf(number);
                    if (payload is null)
                    {
                        Assert.Equal(expected.Remove(user), page.Remove(user));
                        continue;
                    }

                    expected[user] = payload;
                    page.Put(user, payload);
                    Assert.True(page.TryGet(user, out var put) && put.SequenceEqual(payload));
                }

                AssertSame(expected, page);
            },
            iter: 100);

    [Fact]
    public void Page_of_changing_users_takes_little_more_than_their_bytes()
    {
        var page = new PresencePage();
        var random = new Random(7);
        var bytes = new long[250];
        for (var i = 0; i < 50_000; i++)
        {
            var payload = new byte[random.Next(100, 160)];
            var number = random.Next(bytes.Length);
            page.Put(KeyOf(number), payload);
            bytes[number] = payload.Length;
        }

        Assert.Equal(bytes.Length, page.Count);
        Assert.InRange(page.Bytes, bytes.Sum(), bytes.Sum() * 16 / 10);
    }

    [Fact]
    public void Page_that_has_become_empty_takes_nothing()
    {
        var page = new PresencePage();
        for (var i = 0; i < 1_000; i++)
            page.Put(KeyOf(i), new byte[100]);
        var full = page.Bytes;
        for (var i = 0; i < 900; i++)
            page.Remove(KeyOf(i));
        Assert.InRange(page.Bytes, 0, full / 2);

        for (var i = 900; i < 1_000; i++)
            page.Remove(KeyOf(i));

        Assert.Equal((0, 0L), (page.Count, page.Bytes));
        page.Put(KeyOf(1), [1]);
        Assert.True(page.TryGet(KeyOf(1), out var payload) && payload.SequenceEqual((byte[])[1]));
    }

    // The same id in two apps is two users.
    private static UserKey KeyOf(int number) => new(new AppId((uint)(1400000000 + (number % 2))), $"user-{number / 2}");

    private static void AssertSame(Dictionary<UserKey, byte[]> expected, PresencePage page)
    {
        var found = new Dictionary<UserKey, byte[]>();
        page.Visit(found, static (user, to) => to.Add(user.Key, user.Payload.ToArray()));
        Assert.Equal(expected.Count, page.Count);
        Assert.Equal(expected.Count, found.Count);
        Assert.All(expected, one => Assert.Equal(one.Value, found[one.Key]));
        Assert.All(expected, one => Assert.True(page.TryGet(one.Key, out var payload) && payload.SequenceEqual(one.Value)));
        Assert.False(page.TryGet(KeyOf(10_000), out _));
    }
}
