using System.Text;
using CsCheck;
using PresenceCluster.Gateway.Proxies;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Proxies;

/// <summary>The header of the PROXY protocol, in both versions.</summary>
public sealed class ProxyHeaderTests
{
    private const string Line = "PROXY TCP4 203.0.113.7 192.0.2.1 4711 443\r\n";

    private static readonly byte[] Signature = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];
    private static readonly byte[] Version4 = [203, 0, 113, 7, 192, 0, 2, 1, 0x12, 0x67, 0x01, 0xBB];

    private static readonly byte[] Version6 =
    [
        0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7,
        0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x12, 0x67, 0x01, 0xBB,
    ];

    // An extension: type 4 with three bytes.
    private static readonly byte[] Extension = [0x04, 0x00, 0x03, 1, 2, 3];

    [Theory]
    [InlineData(Line, "203.0.113.7:4711")]
    [InlineData("PROXY TCP6 2001:db8::7 2001:db8::1 4711 443\r\n", "[2001:db8::7]:4711")]
    [InlineData("PROXY TCP6 2001:0DB8:0:0:0:0:0:7 ::1 0 65535\r\n", "[2001:db8::7]:0")]
    [InlineData("PROXY UNKNOWN\r\n", null)]
    [InlineData("PROXY UNKNOWN whatever it is 1 2\r\n", null)]
    [InlineData(
        "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n", null)]
    public void Line_is_read_and_what_follows_is_left(string line, string? client)
        => AssertHeader(Encoding.ASCII.GetBytes(line), client);

    [Theory]
    [InlineData("PROXY \r\n")]
    [InlineData("PROXY TCP4\r\n")]
    [InlineData("PROXY  TCP4 203.0.113.7 192.0.2.1 4711 443\r\n")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 4711\r\n")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 4711 443 \r\n")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 4711 65536\r\n")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 -1 443\r\n")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 04711 443\r\n")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1  443\r\n")]
    [InlineData("PROXY TCP4 203.0.113 192.0.2.1 4711 443\r\n")]
    [InlineData("PROXY TCP4 0313.0.113.7 192.0.2.1 4711 443\r\n")]
    [InlineData("PROXY TCP4 203.0.113.7 nowhere 4711 443\r\n")]
    [InlineData("PROXY TCP4 2001:db8::7 2001:db8::1 4711 443\r\n")]
    [InlineData("PROXY TCP6 203.0.113.7 192.0.2.1 4711 443\r\n")]
    [InlineData("PROXY TCP6 [2001:db8::7] ::1 4711 443\r\n")]
    [InlineData("PROXY TCP6 fe80::7%1 ::1 4711 443\r\n")]
    [InlineData("PROXY UDP4 203.0.113.7 192.0.2.1 4711 443\r\n")]
    [InlineData("PROXY unknown\r\n")]
    public void Line_that_breaks_a_rule_is_a_fault(string line)
        => Assert.IsType<ProxyHeaderRead.Fault>(ProxyHeader.Read(Encoding.ASCII.GetBytes(line)));

    [Fact]
    public void Line_without_an_end_is_a_fault_at_its_longest()
    {
        var bytes = Encoding.ASCII.GetBytes(Line.TrimEnd().PadRight(107));

        Assert.IsType<ProxyHeaderRead.NeedMore>(ProxyHeader.Read(bytes.AsSpan(0, 106)));
        Assert.IsType<ProxyHeaderRead.Fault>(ProxyHeader.Read(bytes));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("POST / HTTP/1.1\r\n")]
    [InlineData("PROXIED")]
    [InlineData("\r\n\r\nGET")]
    [InlineData("\u0016\u0003\u0001")]
    [InlineData("\u0029\u000A\u0027")]
    public void Other_bytes_are_the_clients(string text)
        => Assert.IsType<ProxyHeaderRead.None>(ProxyHeader.Read(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Binary_header_is_read_and_what_follows_is_left()
    {
        AssertHeader(Binary(0x21, 0x11, Version4), "203.0.113.7:4711");
        AssertHeader(Binary(0x21, 0x12, Version4), "203.0.113.7:4711");
        AssertHeader(Binary(0x21, 0x21, Version6), "[2001:db8::7]:4711");
    }

    [Fact]
    public void Extensions_are_skipped()
    {
        AssertHeader(Binary(0x21, 0x11, [.. Version4, .. Extension]), "203.0.113.7:4711");
        AssertHeader(Binary(0x21, 0x21, [.. Version6, .. Extension, .. new byte[512 - 36 - 6]]), "[2001:db8::7]:4711");
        AssertHeader(Binary(0x21, 0x00, Extension), null);
    }

    [Fact]
    public void Proxys_own_connection_and_an_address_that_is_none_of_ip_have_no_client()
    {
        AssertHeader(Binary(0x20, 0x00, []), null);
        AssertHeader(Binary(0x20, 0x11, Version4), null);
        AssertHeader(Binary(0x21, 0x00, []), null);
        AssertHeader(Binary(0x21, 0x31, new byte[216]), null);
    }

    [Fact]
    public void Binary_header_that_breaks_a_rule_is_a_fault()
    {
        byte[][] wrong =
        [
            Binary(0x11, 0x11, Version4), // another version
            Binary(0x22, 0x11, Version4), // another command
            Binary(0x21, 0x13, Version4), // another transport
            Binary(0x21, 0x41, Version6), // another family
            Binary(0x21, 0x11, Version4[..11]),
            Binary(0x21, 0x21, Version6[..35]),
            Binary(0x21, 0x11, new byte[513])[..16], // too long, which is known before its body has come
        ];

        Assert.All(wrong, bytes => Assert.IsType<ProxyHeaderRead.Fault>(ProxyHeader.Read(bytes)));
    }

    [Fact]
    public void Any_bytes_have_a_meaning_that_more_bytes_do_not_change()
        => Gen.Select(Gen.Int[0, 2], Gen.Byte.Array[0, 600], Gen.Byte.Array[0, 40]).Sample((kind, bytes, more) =>
        {
            byte[] start = kind switch { 0 => [], 1 => [.. "PROXY "u8], _ => Signature };
            var read = ProxyHeader.Read([.. start, .. bytes]);
            return read is ProxyHeaderRead.NeedMore || read == ProxyHeader.Read([.. start, .. bytes, .. more]);
        });

    private static void AssertHeader(byte[] header, string? client)
    {
        for (var length = 0; length < header.Length; length++)
            Assert.IsType<ProxyHeaderRead.NeedMore>(ProxyHeader.Read(header.AsSpan(0, length)));
        foreach (byte[] bytes in (byte[][])[header, [.. header, .. "GET / HTTP/1.1\r\n"u8], [.. header, .. header]])
        {
            var read = Assert.IsType<ProxyHeaderRead.Header>(ProxyHeader.Read(bytes));
            Assert.Equal((header.Length, client), (read.Bytes, read.Client?.ToString()));
        }
    }

    private static byte[] Binary(byte command, byte family, byte[] body)
        => [.. Signature, command, family, (byte)(body.Length >> 8), (byte)body.Length, .. body];
}
