using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Auth;
using PresenceCluster.Gateway.Connections;
using PresenceCluster.Gateway.Doors;
using PresenceCluster.Gateway.Hosting;
using PresenceCluster.Gateway.Queries;
using PresenceCluster.Gateway.Settings;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Tests.Gateway.Rest;

namespace PresenceCluster.Tests.Gateway.Connections;

/// <summary>A gateway with real sockets, a fake clock, and fakes in place of the cluster.</summary>
internal sealed class GatewayUnderTest : IAsyncDisposable
{
    public const uint App = 1400000000;

    /// <summary>The settings of the app unless a test says otherwise: its clients may query.</summary>
    public static readonly AppSettings Settings = new() { ClientStatus = true };

    private readonly WebApplication _app;
    private long _version;

    private GatewayUnderTest(IEnumerable<KeyValuePair<string, string?>> settings, Action<WebApplication>? rest)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(Log);
        builder.Configuration.AddInMemoryCollection(
        [
            KeyValuePair.Create<string, string?>("Gateway:Http:Port", "0"),
            KeyValuePair.Create<string, string?>("Gateway:Tcp:Port", "0"),
        ]);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton<IGrainFactory>(Grains);
        builder.Services.AddSingleton<ICredentialVerifier>(new FakeCredentials());
        builder.Services.AddSingleton<IPresenceQuery>(Queries);
        builder.Services.AddSingleton<IProcessCalls>(Silos);
        builder.Services.AddSingleton(new ClusterView(Membership, Membership));
        builder.Services.AddSingleton(Options.Create(new AppDirectoryOptions()));
        builder.Services.AddSingleton<AppDirectory>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AppDirectory>());
        builder.Services.AddGatewayConnections();
        builder.WebHost.UseGatewayDoors();
        _app = builder.Build();
        rest?.Invoke(_app);
    }

    public FakeTimeProvider Clock { get; } = new();

    public FakeMembership Membership { get; } = new();

    public FakeGrains Grains { get; } = new();

    public FakeQueries Queries { get; } = new();

    /// <summary>The silos that the gateway compares its sessions with, once <see cref="FakeMembership.SetSilos"/> names one.</summary>
    public FakeSilos Silos { get; } = new();

    public RecordedLog Log { get; } = new();

    public SessionTable Table => _app.Services.GetRequiredService<SessionTable>();

    public DeadlineWheel Wheel => _app.Services.GetRequiredService<ConnectionRoom>().Wheel;

    public ConnectionCounts Counts => _app.Services.GetRequiredService<ConnectionCounts>();

    public IProcessDoors Doors => _app.Services.GetRequiredService<IProcessDoors>();

    public AppTraffic Traffic => _app.Services.GetRequiredService<ProcessTraffic>().Of(new AppId(App));

    public IPEndPoint Tcp => _app.Services.GetRequiredService<TcpDoor>().EndPoints is [var first, ..]
        ? first
        : throw new InvalidOperationException("The door is closed.");

    public IPEndPoint Http
    {
        get
        {
            var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
            return new IPEndPoint(IPAddress.Loopback, new Uri(address).Port);
        }
    }

    public static async Task<GatewayUnderTest> StartAsync(
        IEnumerable<KeyValuePair<string, string?>>? settings = null, Action<WebApplication>? rest = null)
    {
        var gateway = new GatewayUnderTest(settings ?? [], rest);
        await gateway._app.StartAsync();
        await gateway._app.Services.GetRequiredService<AppDirectory>().Loaded.WaitAsync(Eventually.Patience);
        gateway.Set(Settings);
        return gateway;
    }

    /// <summary>Gives the app other settings, as an operator would.</summary>
    public void Set(AppSettings settings)
        => _app.Services.GetRequiredService<AppDirectory>().Swap(new AppSnapshot(new AppId(App), ++_version, settings));

    public FakeUser User(string userId) => Grains.User($"{App}/{userId}");

    public Task StopAsync() => _app.StopAsync();

    /// <summary>Moves time in the wheel's own steps, so that every tick happens.</summary>
    public void Pass(TimeSpan time)
    {
        var tick = new GatewayOptions().WheelTick;
        for (; time > tick; time -= tick)
            Clock.Advance(tick);
        Clock.Advance(time);
    }

    /// <summary>Moves time tick by tick until a condition holds.</summary>
    public async Task PassUntil(Func<bool> condition, TimeSpan atMost, string expectation)
    {
        var tick = new GatewayOptions().WheelTick;
        for (var passed = TimeSpan.Zero; passed < atMost && !condition(); passed += tick)
        {
            Clock.Advance(tick);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        await Eventually.IsTrueAsync(condition, expectation);
    }

    /// <summary>Whether no connection is left, and every login that was sent has been ended.</summary>
    public bool NothingIsLeftOf(string userId)
    {
        // Looks at half an opening are repeated on the gateway's clock.
        Pass(TimeSpan.FromMilliseconds(20));
        return Counts.All == 0 && User(userId).Ends.Count == User(userId).Logins.Count;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
