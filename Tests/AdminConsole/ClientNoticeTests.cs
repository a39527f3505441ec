using PresenceCluster.AdminConsole.Parts;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.AdminConsole;

/// <summary>The console's notices to clients are the ones that clients really get.</summary>
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
