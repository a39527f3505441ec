using Microsoft.Extensions.Options;
using PresenceCluster.Gateway.Settings;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Doors;

public sealed class GatewayOptionsTests
{
    private static readonly IValidateOptions<GatewayOptions>[] Checks =
        [new DataAnnotationValidateOptions<GatewayOptions>(null), new GatewayOptionsValidator()];

    [Fact]
    public void Defaults_are_valid() => Assert.Empty(FaultsOf(new GatewayOptions()));

    [Fact]
    public void Everything_that_is_wrong_is_reported_at_once()
    {
        var faults = FaultsOf(new GatewayOptions
        {
            Http = new DoorOptions { Address = "*", Port = 70_000 },
            Tcp = new DoorOptions { Address = "127.0.0.1,", Port = 70_000 },
            Tls = new TlsOptions { CertificatePath = "missing.pfx" },
            TrustedProxies = { "10.0.0.0/8", "10.0.0.1" },
            Frames = new FrameLimits { LoginFrameBytesMax = 1 },
            LoginTimeout = TimeSpan.FromSeconds(1),
            CloseLinger = TimeSpan.FromSeconds(30),
            ConnectionsMax = 1,
            PendingLoginsMax = 2,
            FramesPerSecondMax = 0,
            SendQueueBytesMax = 2048,
        });

        string[] named =
        [
            "Gateway:Http:Address", "GatewayOptions.Http", "Gateway:Tcp:Address", "Gateway:Tls", "holds '10.0.0.1'",
            "LoginFrameBytesMax", "CloseLinger", "PendingLoginsMax", "FramesPerSecondMax", "SendQueueBytesMax",
        ];
        Assert.All(named, name => Assert.Contains(faults, fault => fault.Contains(name, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("*", "names '*', which is neither an IP address nor a host")]
    [InlineData("localhost:80", "names 'localhost:80', which is neither an IP address nor a host")]
    [InlineData("127.0.0.1,", "names '', which is neither an IP address nor a host")]
    [InlineData("::1, nowhere.invalid", "names the host 'nowhere.invalid', which cannot be resolved: ")]
    public void Address_that_is_none_is_refused_in_a_sentence(string address, string reason)
        => Assert.StartsWith(
            $"Gateway:Tcp:Address {reason}",
            Assert.Single(FaultsOf(new GatewayOptions { Tcp = new DoorOptions { Address = address, Port = 8090 } })),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "::", true)]
    [InlineData("0.0.0.0", "::1, 127.0.0.1", true)]
    [InlineData("127.0.0.1", "127.0.0.2", false)]
    [InlineData("0.0.0.0", "::1", false)]
    public void Doors_must_not_share_a_port_of_an_address(string http, string tcp, bool isFault)
    {
        var faults = FaultsOf(new GatewayOptions
        {
            Http = new DoorOptions { Address = http, Port = 8080 },
            Tcp = new DoorOptions { Address = tcp, Port = 8080 },
        });

        string[] expected = isFault ? ["Gateway:Http and Gateway:Tcp must not share port 8080 of an address."] : [];
        Assert.Equal(expected, faults);
    }

    [Theory]
    [InlineData("0.0.0.0, ::", "::", "127.0.0.1")]
    [InlineData("::1, 0.0.0.0, 127.0.0.1", "::1, 0.0.0.0", "[::1]")]
    [InlineData("127.0.0.2,127.0.0.2", "127.0.0.2", "127.0.0.2")]
    public void Door_listens_once_for_each_connection(string address, string listens, string urlHost)
    {
        var options = new DoorOptions { Address = address };

        Assert.Equal(listens, string.Join(", ", options.Addresses.All));
        Assert.Equal(urlHost, options.UrlHost);
    }

    [Fact]
    public void Key_without_a_certificate_is_an_error()
        => Assert.NotEmpty(FaultsOf(new GatewayOptions { Tls = new TlsOptions { KeyPath = "key.pem" } }));

    private static IReadOnlyList<string> FaultsOf(GatewayOptions options)
        => [.. Checks.SelectMany(check => check.Validate(Options.DefaultName, options).Failures ?? [])];
}
