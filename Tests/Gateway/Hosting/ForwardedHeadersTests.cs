using PresenceCluster.Gateway.Hosting;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Hosting;

public sealed class ForwardedHeadersTests
{
    [Fact]
    public void Reader_that_trusts_every_address_cannot_be_switched_on()
    {
        var builder = PresenceHost.CreateBuilder(["--ForwardedHeaders_Enabled=true"]);

        Assert.Equal("false", builder.Configuration["ForwardedHeaders_Enabled"]);
    }
}
