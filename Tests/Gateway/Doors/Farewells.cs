using PresenceCluster.Protocol;
using PresenceCluster.Tests.Gateway.Connections;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Doors;

/// <summary>The messages to clients that a drain and a shutdown have in common.</summary>
internal static class Farewells
{
    /// <summary>
    /// Alice and Bob are told to go, with a pause of a bounded length before they come back. Alice goes, and her session ends. Bob stays
    /// and is left alone for now.
    /// </summary>
    public static async Task AreSaidAsync(GatewayUnderTest gateway, TestClient alice, TestClient bob, uint reconnectAfterMsMax)
    {
        var announced = (await alice.ReadAsync())?.GoAway;
        Assert.Equal((uint)CloseCode.GoingAway.Number, announced?.Code);
        Assert.InRange(announced!.ReconnectAfterMs, 0u, reconnectAfterMsMax);
        Assert.Equal(ServerFrame.KindOneofCase.GoAway, (await bob.ReadAsync())?.KindCase);
        alice.Dispose();
        await Eventually.IsTrueAsync(() => gateway.User("alice").Ends.Count == 1, "the one who left ended");
        Assert.Empty(gateway.User("bob").Ends);
    }
}
