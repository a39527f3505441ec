using System.Net;
using Microsoft.Extensions.Options;
using PresenceCluster.Grains.Delivery.Http;
using Xunit;

namespace PresenceCluster.Tests.Delivery.Http;

public sealed class AddressGuardTests
{
    public static TheoryData<string> NotPublic() =>
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::",
        "2001:0:1::1", "fc00::1", "fd12:3456:789a::1", "fe80::1", "fe80::1%1", "fec0::1", "ff02::1",
    ];

    [Theory]
    [MemberData(nameof(NotPublic))]
    public void Address_that_is_not_public_is_refused_unless_all_are_allowed(string address)
    {
        Assert.False(Guard(new()).Permits(IPAddress.Parse(address)));
        Assert.True(Guard(new() { AllowPrivateAddresses = true }).Permits(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("100.128.0.1")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("2606:4700:4700::1111")]
    public void Public_address_is_permitted(string address)
        => Assert.True(Guard(new()).Permits(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("10.1.3.1", false)]
    [InlineData("fd00::1", true)]
    [InlineData("fd01::1", false)]
    public void Network_that_is_allowed_lets_its_own_addresses_through(string address, bool permitted)
        => Assert.Equal(permitted, Guard(new() { AllowedNetworks = ["10.1.2.0/24", "fd00::/16"] }).Permits(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1/32")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3/32")]
    [InlineData("fd00::1", "fd00::1/128")]
    public async Task Refusal_names_the_setting_and_a_network_that_would_allow_the_address(string host, string network)
    {
        var fault = await Guard(new()).FindFaultAsync(host, CancellationToken.None);

        Assert.Contains($"add {network} or a network around it to Webhooks:AllowedNetworks", fault, StringComparison.Ordinal);
        Assert.Null(await Guard(new() { AllowedNetworks = [network] }).FindFaultAsync(host, CancellationToken.None));
        Assert.Null(await Guard(new()).FindFaultAsync("nowhere.invalid", CancellationToken.None));
    }

    [Theory]
    [InlineData("10.1.2.0/24", true)]
    [InlineData("10.1.2.0/33", false)]
    [InlineData("ten", false)]
    public void Networks_of_the_configuration_are_checked_at_the_start(string network, bool valid)
        => Assert.Equal(valid, new WebhookSenderOptionsValidator().Validate(null, new() { AllowedNetworks = [network] }).Succeeded);

    private static AddressGuard Guard(WebhookSenderOptions options) => new(Options.Create(options));
}
