using PresenceCluster.Protocol;
using PresenceCluster.Tests.Gateway.Connections;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Doors;

/// <summary>How connections open under TLS. They live and end as all others do (<see cref="WayInTests"/>).</summary>
public sealed class TlsTests : IDisposable
{
    private const int RenewedEvent = 3404;
    private const int NotRenewedEvent = 3405;

    private readonly SelfSigned _certificate = new();

    [Fact]
    public async Task Client_that_speaks_no_tls_is_dropped_and_harms_nobody()
    {
        await using var gateway = await StartAsync();
        using var plain = await TestClient.ConnectAsync(gateway, WireFormat.Tcp);

        await plain.SendAsync(TestClient.Login());
        await plain.ReadToEndAsync();

        await Eventually.IsTrueAsync(() => gateway.Counts.All == 0, "the connection gone");
        Assert.Empty(gateway.User("alice").Logins);
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp, usesTls: true);
    }

    [Fact]
    public async Task Tls_handshake_that_is_never_completed_is_closed_after_ten_seconds()
    {
        await using var gateway = await StartAsync();
        using var silent = await TestClient.ConnectAsync(gateway, WireFormat.Tcp);
        await Eventually.IsTrueAsync(() => gateway.Counts.Pending == 1, "the connection taken in");

        // Such a client can be told nothing, so it has no time to read last words.
        gateway.Pass(TimeSpan.FromSeconds(11));

        await Eventually.IsTrueAsync(() => gateway.Counts.All == 0, "the connection gone");
    }

    [Fact]
    public async Task Certificate_may_be_pem_with_a_key_of_its_own()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(
            [new("Gateway:Tls:CertificatePath", _certificate.PemPath), new("Gateway:Tls:KeyPath", _certificate.KeyPath)]);

        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp, usesTls: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_that_trusts_the_root_alone_is_shown_the_whole_chain_at_both_doors(bool isPfx)
    {
        using var signed = new SignedCertificate();
        await using var gateway = await GatewayUnderTest.StartAsync(signed.SettingsOf(isPfx));

        Assert.Equal(signed.Serial, await signed.ShownAtAsync(gateway.Tcp));
        Assert.Equal(signed.Serial, await signed.ShownAtAsync(gateway.Http));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Renewed_certificate_is_shown_to_new_connections_and_those_that_are_open_stay(bool isPfx)
    {
        using var signed = new SignedCertificate();
        await using var gateway = await GatewayUnderTest.StartAsync(signed.SettingsOf(isPfx));
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp, usesTls: true);

        signed.Renew();
        await WhenLoggedAsync(gateway, RenewedEvent);

        Assert.Equal(signed.Serial, await signed.ShownAtAsync(gateway.Tcp));
        Assert.Equal(signed.Serial, await signed.ShownAtAsync(gateway.Http));
        await client.HeartbeatAsync();
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReadAsync())?.KindCase);
    }

    [Fact]
    public async Task Certificate_stays_while_its_file_cannot_be_used()
    {
        using var signed = new SignedCertificate();
        await using var gateway = await GatewayUnderTest.StartAsync(signed.SettingsOf(isPfx: false));
        var before = signed.Serial;

        signed.Spoil();
        await WhenLoggedAsync(gateway, NotRenewedEvent);
        Assert.Equal(before, await signed.ShownAtAsync(gateway.Tcp));
        signed.Renew();
        await WhenLoggedAsync(gateway, RenewedEvent);

        Assert.Equal(signed.Serial, await signed.ShownAtAsync(gateway.Tcp));
    }

    public void Dispose() => _certificate.Dispose();

    private static Task WhenLoggedAsync(GatewayUnderTest gateway, int id) => gateway.PassUntil(
        () => gateway.Log.Lines.Any(line => line.Event == id), atMost: TimeSpan.FromMinutes(2), $"the log has {id}");

    private Task<GatewayUnderTest> StartAsync() => GatewayUnderTest.StartAsync(
        [new("Gateway:Tls:CertificatePath", _certificate.PfxPath), new("Gateway:Tls:Password", SelfSigned.Password)]);
}
