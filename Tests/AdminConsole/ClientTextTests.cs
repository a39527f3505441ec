using PresenceCluster.AdminConsole.Users;
using PresenceCluster.Domain;
using Xunit;

namespace PresenceCluster.Tests.AdminConsole;

public sealed class ClientTextTests
{
    [Theory]
    [InlineData("203.0.113.7", 50_000, "203.0.113.7:50000")]
    [InlineData("2001:db8::7", 50_000, "[2001:db8::7]:50000")]
    [InlineData("2001:db8::7", null, "2001:db8::7")]
    [InlineData(null, null, "")]
    public void Link_is_the_address_with_its_port(string? address, int? port, string text)
        => Assert.Equal(text, ClientText.Link(new ClientInfo { Address = address, Port = port }));

    [Fact]
    public void Software_names_what_is_known()
    {
        Assert.Equal(
            "Android 15, chat 3.1.4, groups, polls",
            ClientText.Software(new ClientInfo { ClientVersion = "chat 3.1.4", OsVersion = "Android 15", Features = ["groups", "polls"] }));
        Assert.Equal("Android 15", ClientText.Software(new ClientInfo { OsVersion = "Android 15" }));
        Assert.Equal("", ClientText.Software(new ClientInfo()));
    }
}
