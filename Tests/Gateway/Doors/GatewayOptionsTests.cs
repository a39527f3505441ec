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
            Http = new DoorOptions { Address = "nowhere", Port = 70_000 },
            Tcp = new DoorOptions { Address = "nowhere", Port = 70_000 },
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
            "Gateway:Http:Address", "GatewayOptions.Http", "Gateway:Tcp:Address", "share", "Gateway:Tls", "holds '10.0.0.1'",
            "LoginFrameBytesMax", "CloseLinger", "PendingLoginsMax", "FramesPerSecondMax", "SendQueueBytesMax",
        ];
        Assert.All(named, name => Assert.Contains(faults, fault => fault.Contains(name, StringComparison.Ordinal)));
    }

    [Fact]
    public void Key_without_a_certificate_is_an_error()
        => Assert.NotEmpty(FaultsOf(new GatewayOptions { Tls = new TlsOptions { KeyPath = "key.pem" } }));

    private static IReadOnlyList<string> FaultsOf(GatewayOptions options)
        => [.. Checks.SelectMany(check => check.Validate(Options.DefaultName, options).Failures ?? [])];
}
