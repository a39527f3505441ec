using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Reminders;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Gateway.Hosting;
using PresenceCluster.Grains;
using PresenceCluster.Grains.Delivery;
using PresenceCluster.Storage.Clocks;
using PresenceCluster.Storage.Database;
using Xunit;

namespace PresenceCluster.Tests.Cluster.Clocks;

/// <summary>
/// The service as it is put together in production, in this process: every clock in it is the process's one, Orleans' included, and what
/// the membership table says is that clock's time. The machine's wall clock is a day ahead of this one's, so another clock would show.
/// </summary>
public sealed class OneClockTests : IAsyncLifetime
{
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    private readonly string _directory = Directory.CreateTempSubdirectory("presence-clock-").FullName;
    private WebApplicationBuilder _builder = null!;
    private ClusterDatabase _database = null!;
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        var ports = EndToEnd.ServiceProcess.FreePorts(3);
        _builder = PresenceHost.CreateBuilder(
            [$"--Gateway:Http:Port={ports[0]}", $"--Gateway:Tcp:Port={ports[1]}", $"--Cluster:SiloPort={ports[2]}", "--Cluster:IAmAlivePeriod=00:00:01"]);
        _builder.Logging.ClearProviders();
        _database = await ClusterDatabase.OpenAsync(new StorageOptions { DataDirectory = _directory }, new ShiftedMachine(Ahead));
        PresenceHost.Compose(_builder, ProcessRole.Silo, _database, (_, silo, database) =>
        {
            silo.AddUserStorage(database).AddTallyUpkeep().AddPresenceGrains().AddEventDelivery();
            silo.WithoutFakeGrains();
        });
        _app = _builder.Build();
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void Every_clock_in_the_process_is_the_one_clock()
    {
        var found = new ClocksFound().From(Singletons());

        Assert.All(found.Held, held => Assert.True(
            held.Clock == _database.Clock || UsesNoUtc(held.Holder), $"{held.Holder} holds a {held.Clock.GetType()}."));
        var holders = found.Held.Select(held => held.Holder.Name).ToHashSet(StringComparer.Ordinal);
        // Whose time-outs failure detection, reminders and grain timers are made of.
        foreach (var needed in (string[])
        [
            "AsyncTimer", "MembershipAgent", "MembershipTableManager", "ClusterHealthMonitor", "LocalSiloHealthMonitor",
            "LocalReminderService", "Watchdog", "InsideRuntimeClient", "TimerRegistry",
        ])
            Assert.Contains(needed, holders);
    }

    [Fact]
    public void Every_area_of_Orleans_is_given_the_one_clock()
    {
        var areas = new[] { typeof(TimeProviderNames), typeof(ReminderTimeProviderNames) }
            .SelectMany(names => names.GetFields(BindingFlags.Public | BindingFlags.Static)).Select(field => (string)field.GetRawConstantValue()!).ToList();

        Assert.True(areas.Count >= 7, $"Orleans has {areas.Count} areas.");
        Assert.All(areas, area => Assert.Same(_database.Clock, _app.Services.GetRequiredKeyedService<TimeProvider>(area)));
        Assert.Same(_database.Clock, _app.Services.GetRequiredService<TimeProvider>());
    }

    [Fact]
    public async Task Signs_of_life_are_the_one_clock_s_time_and_go_on()
    {
        var startedAt = _database.Clock.GetUtcNow();

        await Eventually.IsTrueAsync(async () => await SignOfLifeAsync() > startedAt, "a sign of life after the start is in the membership table");

        Assert.InRange(await SignOfLifeAsync(), startedAt, _database.Clock.GetUtcNow());
    }

    private async Task<DateTimeOffset> SignOfLifeAsync()
    {
        await using var connection = await _database.DataSource.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT IAmAliveTime FROM OrleansMembershipTable";
        return DateTimeOffset.Parse(
            Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture)!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
    }

    // What the clock itself is made of; and a cache of Orleans that measures ages with timestamps, which are the same in both.
    private static bool UsesNoUtc(Type holder)
        => holder == typeof(ProcessClock) || holder == typeof(MachineReference) || holder.Name.StartsWith("ConcurrentLruCache", StringComparison.Ordinal);

    private IEnumerable<object> Singletons()
        => _builder.Services
            .Where(service
                => service is { Lifetime: ServiceLifetime.Singleton, IsKeyedService: false, ServiceType.ContainsGenericParameters: false }
                    && IsOrleansOrOurs(service.ServiceType))
            .Select(service => service.ServiceType).Distinct()
            .SelectMany(type => _app.Services.GetServices(type).OfType<object>())
            .Concat(_app.Services.GetServices<IHostedService>());

    private static bool IsOrleansOrOurs(Type type)
        => (type.Namespace ?? "").StartsWith("Orleans", StringComparison.Ordinal)
            || (type.Namespace ?? "").StartsWith("PresenceCluster", StringComparison.Ordinal);
}
