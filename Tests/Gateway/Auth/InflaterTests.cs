using System.IO.Compression;
using PresenceCluster.Gateway.Auth;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Auth;

/// <summary>Our inflater against the framework's deflater: equal on everything well-formed, never throwing on anything else.</summary>
public sealed class InflaterTests
{
    private const int Seed = 20261123;

    [Fact]
    public void Whatever_zlib_writes_is_read_back()
    {
        var random = new Random(Seed);
        var output = new byte[4096];
        foreach (var level in Enum.GetValues<CompressionLevel>())
        {
            for (var round = 0; round < 300; round++)
            {
                var text = RandomText(random, random.Next(output.Length + 1));
                Assert.True(Inflater.TryInflate(Deflate(text, level), output, out var length), $"{level}, round {round}");
                Assert.True(text.AsSpan().SequenceEqual(output.AsSpan(0, length)), $"{level}, round {round}");
            }
        }
    }

    [Fact]
    public void One_byte_more_than_there_is_room_for_is_refused()
    {
        var text = new byte[101];
        foreach (var level in Enum.GetValues<CompressionLevel>())
        {
            Assert.True(Inflater.TryInflate(Deflate(text, level), new byte[101], out _));
            Assert.False(Inflater.TryInflate(Deflate(text, level), new byte[100], out _));
        }
    }

    [Fact]
    public void Truncated_extended_or_damaged_streams_are_refused_without_exception()
    {
        var random = new Random(Seed);
        var output = new byte[4096];
        var whole = Deflate(RandomText(random, 700), CompressionLevel.Optimal);
        for (var length = 0; length < whole.Length; length++)
            Assert.False(Inflater.TryInflate(whole.AsSpan(0, length), output, out _));
        Assert.False(Inflater.TryInflate([.. whole, 0], output, out _));
        for (var round = 0; round < 5_000; round++)
        {
            var damaged = whole.ToArray();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            Assert.False(Inflater.TryInflate(damaged, output, out _), $"round {round}");
        }
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var random = new Random(Seed);
        var output = new byte[1024];
        for (var round = 0; round < 50_000; round++)
        {
            var bytes = new byte[random.Next(120)];
            random.NextBytes(bytes);
            if (bytes.Length > 2)
                (bytes[0], bytes[1]) = (0x78, 0x9c);
            Assert.False(Inflater.TryInflate(bytes, output, out _));
        }
    }

    // Words repeat, as in the JSON of a UserSig; some rounds are noise, which deflate stores as it is.
    private static byte[] RandomText(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        if (random.Next(4) > 0)
        {
            var words = "TLS.identifier TLS.sdkappid 0123456789 \"\" : , user"u8.ToArray();
            for (var i = 0; i < length; i++)
                bytes[i] = random.Next(9) == 0 ? bytes[i] : words[(i + (bytes[i] & 1)) % words.Length];
        }

        return bytes;
    }

    private static byte[] Deflate(byte[] bytes, CompressionLevel level)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, level, leaveOpen: true))
            zlib.Write(bytes);
        // The framework writes nothing at all for no bytes; zlib itself writes an empty block.
        return bytes.Length == 0 ? Convert.FromHexString("789C030000000001") : packed.ToArray();
    }
}
