using System.Net;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PresenceCluster.Gateway.Proxies;
using PresenceCluster.Gateway.Settings;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Proxies;

/// <summary>Who sent a request that came through proxies. The proxies of these tests have addresses in 10.0.0.0/8.</summary>
public sealed class ForwardedTests
{
    private const string Client = "203.0.113.7:0";
    private const string Proxy = "10.0.0.1:5000";

    // What a stranger would put into a header to be taken for somebody else.
    private const string Tricks = "\",;=\\[]:. for10";

    private static readonly TrustedProxies Proxies = new(
        Options.Create(new GatewayOptions { TrustedProxies = { "10.0.0.0/8" } }), TimeProvider.System, NullLogger<TrustedProxies>.Instance);

    [Theory]
    [InlineData("203.0.113.7", Client)]
    [InlineData("203.0.113.7:4711", "203.0.113.7:4711")]
    [InlineData("2001:db8::7", "[2001:db8::7]:0")]
    [InlineData("[2001:db8::7]:4711", "[2001:db8::7]:4711")]
    [InlineData("::ffff:203.0.113.7", Client)]
    [InlineData("198.51.100.1, 203.0.113.7", Client)]
    [InlineData("198.51.100.1,203.0.113.7", Client)]
    [InlineData("203.0.113.7, 10.0.0.2", Client)]
    [InlineData("198.51.100.1, 203.0.113.7, 10.0.0.3, 10.0.0.2", Client)]
    [InlineData("10.0.0.3, 10.0.0.2", "10.0.0.3:0")]
    [InlineData("", Proxy)]
    [InlineData("unknown", Proxy)]
    [InlineData("203.0.113.7, unknown", Proxy)]
    [InlineData("203.0.113.7, unknown, 10.0.0.2", "10.0.0.2:0")]
    public void Last_address_that_is_no_trusted_proxys_is_the_client(string hosts, string client)
        => Assert.Equal(client, Find("", hosts).Client.ToString());

    [Theory]
    [InlineData("for=203.0.113.7", Client, null)]
    [InlineData("For = \"203.0.113.7:4711\" ; Proto = HTTPS", "203.0.113.7:4711", "https")]
    [InlineData("for=\"[2001:db8::7]:4711\";proto=http;by=10.0.0.1", "[2001:db8::7]:4711", "http")]
    [InlineData("for=\"[2001:db8::7]\"", "[2001:db8::7]:0", null)]
    [InlineData("for=198.51.100.1;proto=http, for=203.0.113.7;proto=https", Client, "https")]
    [InlineData("for=203.0.113.7;proto=https, for=10.0.0.2;proto=http", Client, "https")]
    [InlineData("for=203.0.113.7;proto=https, for=10.0.0.2", Client, "https")]
    [InlineData("for=203.0.113.7;host=\"a,b;for=198.51.100.1\"", Client, null)]
    [InlineData("for=\"198.51.100.1, for=203.0.113.7", Client, null)]
    [InlineData("for=unknown;proto=https", Proxy, "https")]
    [InlineData("for=_hidden", Proxy, null)]
    [InlineData("for=\"203.0.113.7", Proxy, null)]
    [InlineData("for=203.0.113.7;host=\"\\\"\"", Proxy, null)]
    [InlineData("proto=ftp", Proxy, null)]
    [InlineData(";;=", Proxy, null)]
    public void Header_of_the_standard_is_read_in_the_same_way(string standard, string client, string? scheme)
    {
        var found = Find(standard, "");

        Assert.Equal((client, scheme), (found.Client.ToString(), found.Scheme));
    }

    [Theory]
    [InlineData("for=203.0.113.7", "203.0.113.7", Client)]
    [InlineData("for=\"203.0.113.7:4711\"", "203.0.113.7", "203.0.113.7:4711")]
    [InlineData("proto=https", "203.0.113.7", Client)]
    [InlineData("for=203.0.113.7", "unknown", Client)]
    [InlineData("for=198.51.100.1", "203.0.113.7", Proxy)]
    [InlineData("for=203.0.113.7", "198.51.100.1", Proxy)]
    public void Two_headers_that_name_different_clients_name_none(string standard, string hosts, string client)
        => Assert.Equal(client, Find(standard, hosts).Client.ToString());

    [Theory]
    [InlineData("", "https", "https")]
    [InlineData("203.0.113.7", "HTTPS", "https")]
    [InlineData("203.0.113.7, 10.0.0.2", "https", "https")]
    [InlineData("203.0.113.7, 10.0.0.2", "https, http", "https")]
    [InlineData("198.51.100.1, 203.0.113.7", "http, https", "https")]
    [InlineData("203.0.113.7", "gopher", null)]
    [InlineData("203.0.113.7", "", null)]
    public void Scheme_is_that_of_the_client(string hosts, string schemes, string? scheme)
        => Assert.Equal(scheme, Find("", hosts, schemes).Scheme);

    [Fact]
    public void Nothing_that_a_stranger_writes_counts()
    {
        var found = Find("for=198.51.100.1;proto=https", "198.51.100.1", "https", peer: "203.0.113.7:4711");

        Assert.Equal(("203.0.113.7:4711", (string?)null), (found.Client.ToString(), found.Scheme));
    }

    [Fact]
    public void Nothing_that_a_stranger_sends_changes_what_a_proxy_adds()
        => Gen.Int[0, Tricks.Length - 1].Array[0, 40].Sample(indices =>
        {
            var forged = string.Concat(indices.Select(index => Tricks[index]));
            return Find("", forged + ", 203.0.113.7").Client.ToString() == Client
                && Find(forged + ", for=203.0.113.7", "").Client.ToString() == Client;
        });

    private static Forwarded Find(string standard, string hosts, string schemes = "", string peer = Proxy)
        => Forwarded.Read(IPEndPoint.Parse(peer), standard, hosts, schemes, Proxies);
}
