using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;
using Orleans.TestingHost;
using PresenceCluster.Cluster.Hosting;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Grains;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Grains.Interfaces.Processes;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Users;
using Xunit;

namespace PresenceCluster.Tests.Cluster;

/// <summary>
/// Real silos in this process, on a fake clock and in-memory storage: user grains, app grains and reminders as in production, with
/// recording connection tables in the place of sockets.
/// </summary>
internal sealed class PresenceTestCluster : IAsyncDisposable
{
    public static readonly AppId App = new(1400000001);

    public static readonly TimeSpan SamplePeriod = TimeSpan.FromSeconds(30);

    private readonly InProcessTestCluster _cluster;
    private readonly ConcurrentDictionary<string, RecordingConnections> _connections;
    private DateTimeOffset _lastAct;

    private PresenceTestCluster(
        InProcessTestCluster cluster, ConcurrentDictionary<string, RecordingConnections> connections, InMemoryUsers storage, FakeTimeProvider time)
    {
        _cluster = cluster;
        _connections = connections;
        Storage = storage;
        Time = time;
    }

    public FakeTimeProvider Time { get; }

    public InMemoryUsers Storage { get; }

    public IReadOnlyList<InProcessSiloHandle> Silos => _cluster.Silos;

    public static async Task<PresenceTestCluster> StartAsync(
        int silos = 1, AppSettings? settings = null, ClusterDatabase? database = null)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));
        var storage = new InMemoryUsers();
        var connections = new ConcurrentDictionary<string, RecordingConnections>();
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.ConfigureSilo((options, silo) =>
        {
            silo.Services.AddKeyedSingleton<TimeProvider>(TimeProviderNames.Grains, time);
            silo.Services.AddKeyedSingleton<TimeProvider>(Orleans.Reminders.ReminderTimeProviderNames.Reminders, time);
            silo.Services.AddSingleton<TimeProvider>(time);
            silo.Services.AddKeyedSingleton<TimeProvider>(TimeProviderNames.Messaging, TimeProvider.System);
            silo.Services.AddKeyedSingleton<TimeProvider>(TimeProviderNames.SystemTimers, TimeProvider.System);
            silo.Services.AddKeyedSingleton<TimeProvider>(TimeProviderNames.Membership, TimeProvider.System);
            silo.AddPresenceCluster(ProcessRole.Silo).AddPresenceGrains();
            silo.WithoutFakeGrains();
            // Tests that let a week pass should not take a sample for every two seconds of it.
            silo.Services.PostConfigure<OverviewOptions>(overview => overview.SamplePeriod = SamplePeriod);
            silo.AddUserReminders();
            silo.AddMemoryGrainStorage("admin");
            if (database is null)
            {
                silo.Services.AddSingleton(storage.Store);
                silo.Services.AddSingleton(storage.Reader);
                silo.Services.AddSingleton(storage.Dues);
                silo.Services.AddSingleton(storage.Online);
            }
            else
            {
                silo.AddUserStorage(database);
                silo.Services.AddSingleton<IDueUsers, DueUsers>();
            }

            silo.Services.AddSingleton<VouchingGateways>();
            silo.Services.AddHostedService(provider => provider.GetRequiredService<VouchingGateways>());
            silo.Services.RemoveAll<IConnectionTable>();
            silo.Services.AddSingleton<IConnectionTable>(connections.GetOrAdd(options.SiloName, _ => new RecordingConnections()));
            silo.Services.PostConfigureAll<SiloOptions>(silo => silo.SiloName = ProcessName.For(ProcessRole.Silo, options.SiloName));
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        var started = new PresenceTestCluster(cluster, connections, storage, time);
        var created = await started.AppGrain.CreateAsync(settings ?? DefaultSettings, "tests");
        Assert.IsType<AppChangeReply.Changed>(created);
        return started;
    }

    /// <summary>The settings of the tests' app unless a test says otherwise; on dual platform a page stays beside a phone.</summary>
    public static AppSettings DefaultSettings { get; } = new()
    {
        Name = "Tests",
        SecretKeys = ["0123456789abcdef0123456789abcdef"],
        LoginPolicy = LoginPolicyKind.Dual,
    };

    public IAppGrain AppGrain => _cluster.Client.GetGrain<IAppGrain>(App.Value);

    public IUserGrain User(string userId) => _cluster.Client.GetGrain<IUserGrain>(new UserKey(App, userId).ToString());

    public ClusterView View(int silo = 0) => Services(silo).GetRequiredService<ClusterView>();

    public RecordingConnections Connections(int silo = 0) => _connections[Silos[silo].Name];

    public IServiceProvider Services(int silo = 0) => Silos[silo].ServiceProvider;

    /// <summary>Has the user's next call read the stored row.</summary>
    public Task DeactivateAsync(string userId) => _cluster.DeactivateAsync(User(userId));

    public Task AddSiloAsync() => _cluster.StartAdditionalSiloAsync();

    public Task StopSiloAsync(int silo) => _cluster.StopSiloAsync(Silos[silo]);

    public Task KillSiloAsync(int silo) => _cluster.KillSiloAsync(Silos[silo]);

    /// <summary>The time of an act that is asked for now; a tick later than the one before, as a gateway counts.</summary>
    public DateTimeOffset NextAct() => _lastAct = _lastAct < Time.GetUtcNow() ? Time.GetUtcNow() : _lastAct.AddTicks(1);

    /// <summary>A login on a connection that the silo's recording table holds.</summary>
    public PresenceEvent.LoginAttempted Login(
        Platform platform, string device, int silo = 0, SessionId? resume = null, DateTimeOffset? askedAt = null, ulong attempt = 0)
    {
        var view = View(silo);
        return new PresenceEvent.LoginAttempted
        {
            ProposedId = new SessionId(Guid.CreateVersion7()),
            Platform = platform,
            DeviceId = device,
            Connection = new ConnectionRef(view.LocalGateway, Connections(silo).Open()),
            GatewaySeenAtVersion = view.Current.Version,
            CredentialIssuedAt = Time.GetUtcNow(),
            AskedAt = askedAt ?? NextAct(),
            Attempt = attempt,
            ResumedSession = resume,
        };
    }

    /// <summary>What a query shows, read the way a gateway in the silo's process reads it.</summary>
    public async Task<UserPresence> QueryAsync(string userId, int silo = 0)
        => (await Services(silo).GetRequiredService<IPresenceReader>().GetManyAsync(App, [userId], CancellationToken.None))[0];

    /// <summary>
    /// Moves the clock in steps that a reminder does not miss, and waits until a condition holds. Real time passes only to let the
    /// silos' own threads work.
    /// </summary>
    public async Task AdvanceUntilAsync(TimeSpan step, int stepsMax, Func<Task<bool>> condition, string expectation)
    {
        for (var i = 0; i < stepsMax; i++)
        {
            if (await condition())
                return;
            Time.Advance(step);
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }

        await Eventually.IsTrueAsync(condition, expectation);
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await Storage.DisposeAsync();
    }
}
