using System.Net;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Connections;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Connections;

public sealed class ClientDescriptionTests
{
    [Theory]
    [InlineData("203.0.113.7", 50_000, 50_000)]
    [InlineData("2001:db8::7", 50_000, 50_000)]
    [InlineData("203.0.113.7", 0, null)]
    public void Address_is_written_in_the_form_of_its_family_and_a_port_only_if_it_is_known(string address, int port, int? known)
        => Assert.Equal(
            new ClientInfo { Address = address, Port = known },
            ClientDescription.Of(new Login(), new IPEndPoint(IPAddress.Parse(address), port)));

    [Fact]
    public void Client_that_says_something_is_described_without_an_address_too()
        => Assert.Equal(
            new ClientInfo { OsVersion = "Android 15", Features = ["groups", "polls"] },
            ClientDescription.Of(new Login { OsVersion = "Android 15", Features = { "groups", "polls" } }, peer: null));

    [Fact]
    public void Nothing_is_kept_when_nothing_is_known() => Assert.Null(ClientDescription.Of(new Login(), peer: null));

    [Fact]
    public void Limits_are_those_of_the_protocol()
    {
        var longest = new Login
        {
            ClientVersion = new string('~', FrameLimits.VersionBytesMax),
            OsVersion = new string(' ', FrameLimits.VersionBytesMax),
            Features = { Enumerable.Repeat(new string('f', FrameLimits.FeatureBytesMax), FrameLimits.FeaturesMax) },
        };

        Assert.True(ClientDescription.IsValid(new Login()));
        Assert.True(ClientDescription.IsValid(longest));
        Assert.False(ClientDescription.IsValid(new Login(longest) { ClientVersion = longest.ClientVersion + "~" }));
        Assert.False(ClientDescription.IsValid(new Login(longest) { OsVersion = longest.OsVersion + " " }));
        Assert.False(ClientDescription.IsValid(new Login(longest) { Features = { "one too many" } }));
        Assert.False(ClientDescription.IsValid(new Login { Features = { new string('f', FrameLimits.FeatureBytesMax + 1) } }));
        Assert.False(ClientDescription.IsValid(new Login { Features = { "" } }));
        Assert.False(ClientDescription.IsValid(new Login { OsVersion = "Android\n15" }));
        Assert.False(ClientDescription.IsValid(new Login { ClientVersion = "1.0é" }));
    }
}
