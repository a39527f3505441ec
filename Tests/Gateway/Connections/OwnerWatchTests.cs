using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Connections;

public sealed class OwnerWatchTests
{
    [Fact]
    public async Task Users_of_a_silo_that_is_gone_are_activated_anew_however_often_it_takes()
    {
        await using var gateway = await GatewayUnderTest.StartAsync([KeyValuePair.Create<string, string?>("Gateway:LoginRetryTime", "00:01:00")]);
        gateway.Membership.SetSilos(1001);
        gateway.User("alice").FailedReads = 3;
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp);

        gateway.Membership.SetSilos(1002);

        await Eventually.IsTrueAsync(
            () =>
            {
                gateway.Pass(TimeSpan.FromMilliseconds(100));
                return gateway.User("alice").Reads == 4;
            },
            "alice is activated by her new owner");
        gateway.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(4, gateway.User("alice").Reads);
    }

    [Fact]
    public async Task Silo_that_joins_wakes_nobody_from_here()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Membership.SetSilos(1001);
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp);

        gateway.Membership.SetSilos(1001, 1002);
        gateway.Membership.SetSilos(1003);

        await Eventually.IsTrueAsync(() => gateway.User("alice").Reads > 0, "her silo is missed");
        Assert.Equal(1, gateway.User("alice").Reads);
    }
}
