using PresenceCluster.AdminConsole.Parts;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.AdminConsole;

/// <summary>What the console says that clients are told is what they are told.</summary>
public sealed class ClientNoticeTests
{
    [Fact]
    public void Notices_are_those_of_the_wires_catalogue()
    {
        foreach (var notice in new[] { ClientNotice.Replaced, ClientNotice.Kicked, ClientNotice.PolicyChanged, ClientNotice.GoingAway })
        {
            var code = CloseCode.FromNumber(notice.Code)!;
            Assert.Equal((code.Name, code.Text), (notice.Name, notice.Text));
        }
    }
}
