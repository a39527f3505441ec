using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using PresenceCluster.Cluster.Hosting;
using PresenceCluster.Storage.Database;
using Xunit;

namespace PresenceCluster.Tests.Storage;

/// <summary>
/// The project's tables and query texts, as Orleans' own providers use them: membership and the admin grains' storage of a silo
/// that is built but not started.
/// </summary>
public abstract class OrleansTablesContract(StorageDialect dialect) : IAsyncLifetime
{
    private static readonly DateTime Start = new(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc);

    private ClusterDatabase _database = null!;
    private IHost _host = null!;

    public async Task InitializeAsync()
    {
        _database = await ClusterDatabase.OpenAsync(await dialect.CreateOptionsAsync());
        _host = new HostBuilder()
            .ConfigureLogging(logging => logging.ClearProviders())
            .UseOrleans(silo => silo
                .WithoutFakeGrains()
                .UseClusterDatabase(_database)
                .ConfigureEndpoints(IPAddress.Loopback, siloPort: PostgresServer.FreePort(), gatewayPort: 0)
                .Configure<Orleans.Configuration.ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("test", "test")))
            .Build();
    }

    public async Task DisposeAsync()
    {
        _host.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Membership_starts_empty_at_version_zero_however_often_it_is_initialized()
    {
        var table = await MembershipAsync();
        await table.InitializeMembershipTableAsync(true, default);

        var data = await table.ReadAllAsync(default);

        Assert.Empty(data.Members);
        Assert.Equal(0, data.Version.Version);
    }

    [Fact]
    public async Task Member_reads_back_as_it_was_inserted_and_updated()
    {
        var table = await MembershipAsync();
        var member = Member(1);
        Assert.True(await InsertAsync(table, member));
        member.Status = SiloStatus.Active;
        member.AddSuspector(Member(2).SiloAddress, Start);
        Assert.True(await UpdateAsync(table, member));

        var data = await table.ReadRowAsync(member.SiloAddress, default);

        var stored = Assert.Single(data.Members).Item1;
        Assert.Equal(2, data.Version.Version);
        Assert.Equal((SiloStatus.Active, 30000, "silo 1"), (stored.Status, stored.ProxyPort, stored.SiloName));
        Assert.Equal(Start, stored.StartTime);
        Assert.Equal(Member(2).SiloAddress, Assert.Single(stored.SuspectTimes!).Item1);
    }

    [Fact]
    public async Task Members_inserted_from_one_version_let_exactly_one_win()
    {
        var table = await MembershipAsync();
        var version = (await table.ReadAllAsync(default)).Version.Next();

        var results = await Task.WhenAll(Enumerable.Range(1, 10).Select(
            i => Task.Run(() => table.InsertRowAsync(Member(i), version, default))));

        Assert.Single(results, isInserted => isInserted);
        var data = await table.ReadAllAsync(default);
        Assert.Single(data.Members);
        Assert.Equal(1, data.Version.Version);
    }

    [Fact]
    public async Task Updates_from_one_version_let_exactly_one_win()
    {
        var table = await MembershipAsync();
        await InsertAsync(table, Member(1));
        await InsertAsync(table, Member(2));
        var data = await table.ReadAllAsync(default);

        var results = await Task.WhenAll(data.Members.Select(member => Task.Run(() =>
        {
            member.Item1.Status = SiloStatus.Dead;
            return table.UpdateRowAsync(member.Item1, member.Item2, data.Version.Next(), default);
        })));

        Assert.Single(results, isUpdated => isUpdated);
        var after = await table.ReadAllAsync(default);
        Assert.Single(after.Members, member => member.Item1.Status == SiloStatus.Dead);
        Assert.Equal(3, after.Version.Version);
    }

    [Fact]
    public async Task Insert_of_a_known_member_and_update_of_an_unknown_one_change_nothing()
    {
        var table = await MembershipAsync();
        await InsertAsync(table, Member(1));

        Assert.False(await InsertAsync(table, Member(1)));
        Assert.False(await UpdateAsync(table, Member(2)));
        Assert.Equal(1, (await table.ReadAllAsync(default)).Version.Version);
    }

    [Fact]
    public async Task Cleaning_up_removes_members_that_are_long_gone_and_leaves_the_active_ones()
    {
        var table = await MembershipAsync();
        var dead = Member(1);
        dead.Status = SiloStatus.Dead;
        var active = Member(2);
        active.Status = SiloStatus.Active;
        await InsertAsync(table, dead);
        await InsertAsync(table, active);

        await table.CleanupDefunctSiloEntriesAsync(Start.AddDays(1), default);

        Assert.Equal(active.SiloAddress, Assert.Single((await table.ReadAllAsync(default)).Members).Item1.SiloAddress);
    }

    [Fact]
    public async Task Proof_of_life_moves_the_time_and_not_the_version()
    {
        var table = await MembershipAsync();
        var member = Member(1);
        await InsertAsync(table, member);
        member.IAmAliveTime = Start.AddMinutes(5);

        await table.UpdateIAmAliveAsync(member, default);

        var data = await table.ReadAllAsync(default);
        Assert.Equal(Start.AddMinutes(5), Assert.Single(data.Members).Item1.IAmAliveTime);
        Assert.Equal(1, data.Version.Version);
    }

    [Fact]
    public async Task Started_silo_keeps_admin_state_with_a_tag_and_refuses_a_second_first_write()
    {
        await _host.StartAsync();
        var storage = _host.Services.GetRequiredKeyedService<IGrainStorage>(ClusterDatabaseHosting.AdminStorageName);
        var id = GrainId.Create("app", "1400000001");
        var writers = Enumerable.Range(0, 10).Select(i => new GrainState<List<string>>([$"writer {i}"])).ToArray();

        var outcomes = await Task.WhenAll(writers.Select(state => Task.Run(
            () => Record.ExceptionAsync(() => storage.WriteStateAsync("app", id, state)))));

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.Equal(9, outcomes.OfType<InconsistentStateException>().Count());
        var read = new GrainState<List<string>>();
        await storage.ReadStateAsync("app", id, read);
        Assert.True(read.RecordExists);
        Assert.Equal(writers[Array.IndexOf(outcomes, null)].State, read.State);
        await storage.ClearStateAsync("app", id, read);
        await storage.ReadStateAsync("app", id, read);
        Assert.False(read.RecordExists);
        await _host.StopAsync();
    }

    private static MembershipEntry Member(int number) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, 11110 + number, 1000 + number),
        SiloName = $"silo {number}",
        HostName = "host",
        Status = SiloStatus.Joining,
        ProxyPort = 30000,
        StartTime = Start,
        IAmAliveTime = Start,
    };

    private async Task<IMembershipTable> MembershipAsync()
    {
        var table = _host.Services.GetRequiredService<IMembershipTable>();
        await table.InitializeMembershipTableAsync(true, default);
        return table;
    }

    private static async Task<bool> InsertAsync(IMembershipTable table, MembershipEntry member)
        => await table.InsertRowAsync(member, (await table.ReadAllAsync(default)).Version.Next(), default);

    private static async Task<bool> UpdateAsync(IMembershipTable table, MembershipEntry member)
    {
        // The provider's rows have the table's version as their tag.
        var version = (await table.ReadAllAsync(default)).Version.Next();
        return await table.UpdateRowAsync(member, version.VersionEtag, version, default);
    }
}

public sealed class SqliteOrleansTablesTests(SqliteDialect dialect) : OrleansTablesContract(dialect), IClassFixture<SqliteDialect>;

[Collection(PostgresCollection.Name)]
public sealed class PostgresOrleansTablesTests(PostgresDialect dialect) : OrleansTablesContract(dialect);
