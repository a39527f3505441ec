using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;
using PresenceCluster.Gateway.Doors;
using PresenceCluster.Gateway.Settings;
using PresenceCluster.Protocol;
using PresenceCluster.Tests.EndToEnd;
using PresenceCluster.Tests.Gateway.Connections;
using PresenceCluster.Tests.Gateway.Rest;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Doors;

/// <summary>The addresses of a door, with real sockets: both families, names of hosts, several at once.</summary>
public sealed class DoorAddressTests
{
    private const int Opened = 3501;

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("::", "127.0.0.1", "::1")]
    [InlineData("0.0.0.0, ::", "127.0.0.1", "::1")]
    [InlineData("127.0.0.1, ::1", "127.0.0.1", "::1")]
    [InlineData("localhost", "127.0.0.1")]
    public async Task Rest_WebSocket_and_TCP_are_served_at_each_address(string setting, params string[] addresses)
    {
        var ports = ServiceProcess.FreePorts(2);
        await using var gateway = await GatewayUnderTest.StartAsync(
            [
                new("Gateway:Http:Address", setting),
                new("Gateway:Http:Port", $"{ports[0]}"),
                new("Gateway:Tcp:Address", setting),
                new("Gateway:Tcp:Port", $"{ports[1]}"),
            ],
            app => app.MapGet("/hello", () => "hello there"));

        foreach (var address in addresses.Select(IPAddress.Parse))
        {
            var (http, tcp) = (new IPEndPoint(address, ports[0]), new IPEndPoint(address, ports[1]));
            using var rest = new HttpClient { BaseAddress = new Uri($"http://{http}/") };
            Assert.Equal("hello there", await rest.GetStringAsync("/hello"));
            using var page = await TestClient.ConnectAsync(http, WireFormat.WebSocketJson);
            await page.LogInAsync("alice", "Web");
            using var phone = await TestClient.ConnectAsync(tcp, WireFormat.Tcp);
            await phone.LogInAsync("bob");
        }
    }

    [Fact]
    public async Task Each_open_address_is_logged()
    {
        using var log = new RecordedLog();
        using var loops = Open("127.0.0.1, ::1", log);

        Assert.Equal(2, loops.EndPoints.Count);
        Assert.Equal(loops.EndPoints.Select(one => (Opened, $"The door Tcp is open at {one}.")), log.Lines);
        await loops.StopAsync();
    }

    [Fact]
    public void Door_with_an_address_that_is_not_this_machines_is_refused_in_a_sentence_and_keeps_no_port()
    {
        using var log = new RecordedLog();
        var port = ServiceProcess.FreePorts(1)[0];

        // An address that is kept free for documents.
        var refusal = Assert.Throws<OptionsValidationException>(() => Open("127.0.0.1, 203.0.113.9", log, port));

        Assert.StartsWith(
            $"Gateway:Tcp: 203.0.113.9:{port} cannot be opened on this machine: ", Assert.Single(refusal.Failures), StringComparison.Ordinal);
        Assert.Empty(log.Lines);
        using var again = Open("127.0.0.1", log, port);
    }

    [Fact]
    public void Port_that_is_taken_is_named_with_its_address()
    {
        using var log = new RecordedLog();
        using var first = Open("127.0.0.1", log);
        var taken = first.EndPoints[0];

        var fault = Assert.Throws<IOException>(() => Open("::1, 127.0.0.1", log, taken.Port));

        Assert.StartsWith($"{taken}: ", fault.Message, StringComparison.Ordinal);
        Assert.Equal(SocketError.AddressAlreadyInUse, Assert.IsType<SocketException>(fault.InnerException).SocketErrorCode);
    }

    private static AcceptLoops Open(string address, RecordedLog log, int port = 0) => new(
        "Tcp",
        new DoorOptions { Address = address, Port = port },
        backlog: 8,
        socket => socket.Dispose(),
        TimeProvider.System,
        log.CreateLogger(typeof(TcpDoor).FullName!));
}
