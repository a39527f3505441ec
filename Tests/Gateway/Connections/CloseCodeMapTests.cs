using PresenceCluster.Domain;
using PresenceCluster.Gateway.Auth;
using PresenceCluster.Gateway.Connections;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Connections;

public sealed class CloseCodeMapTests
{
    [Fact]
    public void Every_end_reason_has_a_close_code()
        => Assert.All(Enum.GetValues<SessionEndReason>(), reason => Assert.Contains(CloseCodeMap.For(reason), CloseCode.All));

    [Fact]
    public void Only_a_credential_from_the_future_may_be_tried_again()
        => Assert.All(
            Enum.GetValues<CredentialFault>(), fault => Assert.Equal(fault == CredentialFault.NotYetValid, CloseCodeMap.For(fault).MayReconnect));

    [Fact]
    public void Every_code_but_a_logout_is_explained_by_a_frame()
    {
        foreach (var code in CloseCode.All.Remove(CloseCode.LoggedOut))
        {
            var bytes = new LastWords(code, Platform.Web).Encode(WireFormat.Tcp).ToArray();

            var read = WireFormat.Tcp.CreateClientReader().TryRead(bytes, int.MaxValue);
            Assert.True(WireFormat.Tcp.Codec.TryDecode(read.Payload, out ServerFrame? frame));
            Assert.Equal((uint)code.Number, frame.Error?.Code ?? frame.Kicked?.Code ?? frame.GoAway?.Code);
        }
    }
}
