using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Audit;
using PresenceCluster.Storage.Database;
using PresenceCluster.Tests.Architecture;
using Xunit;

namespace PresenceCluster.Tests.Storage;

/// <summary>The audit log in every dialect: durable, newest first, bounded.</summary>
public abstract class AuditLogContract(StorageDialect dialect) : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));
    private readonly AuditOptions _options = new() { Retention = TimeSpan.FromDays(2), EntriesMax = 100, UserEntriesMax = 100 };

    private ClusterDatabase _database = null!;
    private AuditLog _log = null!;

    public async Task InitializeAsync()
    {
        _database = await ClusterDatabase.OpenAsync(await dialect.CreateOptionsAsync());
        _log = new AuditLog(_database, Options.Create(_options), _time, NullLogger<AuditLog>.Instance);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Entry_is_read_back_as_it_was_written_by_another_process()
    {
        var entry = Entry(AuditAction.EndpointChanged) with
        {
            Caller = AuditCaller.AppAdministrator,
            Address = "2001:db8::7",
            App = new AppId(uint.MaxValue),
            Subject = "e1",
            Before = """{"name":"前"}""",
            After = "{}",
        };

        await _log.AppendAsync(AuditAction.EndpointChanged, entry, default);

        var read = Assert.Single(
            await new AuditLog(_database, Options.Create(_options), _time, NullLogger<AuditLog>.Instance)
                .ReadAsync(long.MaxValue, 10, default));
        Assert.Equal(Description.Of(entry with { Id = read.Id }), Description.Of(read));
        Assert.True(read.Id > 0);
    }

    [Fact]
    public async Task Pages_go_from_the_newest_to_the_oldest()
    {
        for (var i = 0; i < 5; i++)
            await _log.AppendAsync(AuditAction.AppChanged, Entry(AuditAction.AppChanged) with { Subject = $"{i}" }, default);

        var first = await _log.ReadAsync(long.MaxValue, 3, default);
        var second = await _log.ReadAsync(first[^1].Id, 3, default);

        Assert.Equal(["4", "3", "2"], first.Select(entry => entry.Subject));
        Assert.Equal(["1", "0"], second.Select(entry => entry.Subject));
    }

    [Fact]
    public async Task Old_entries_go_with_the_writing_of_new_ones()
    {
        await _log.AppendAsync(AuditAction.AppChanged, Entry(AuditAction.AppChanged), default);
        _time.Advance(TimeSpan.FromDays(3));

        await _log.AppendAsync(AuditAction.KeyAdded, Entry(AuditAction.KeyAdded), default);

        Assert.Equal(AuditAction.KeyAdded.Name, Assert.Single(await _log.ReadAsync(long.MaxValue, 10, default)).Action);
    }

    [Fact]
    public async Task Kicks_push_out_kicks_and_nothing_that_operators_did()
    {
        await _log.AppendAsync(AuditAction.AppChanged, Entry(AuditAction.AppChanged), default);
        for (var i = 0; i < 150; i++)
            await _log.AppendAsync(AuditAction.UserKicked, Entry(AuditAction.UserKicked), default);
        _time.Advance(_options.TrimPeriod);
        await _log.AppendAsync(AuditAction.UserKicked, Entry(AuditAction.UserKicked), default);

        var kept = await _log.ReadAsync(long.MaxValue, 1_000, default);
        Assert.Equal(
            (100, 1),
            (kept.Count(entry => entry.Action == AuditAction.UserKicked.Name),
                kept.Count(entry => entry.Action == AuditAction.AppChanged.Name)));
        Assert.Equal(AuditAction.UserKicked.Name, kept[0].Action);
    }

    [Fact]
    public void Actions_have_names_of_their_own()
        => Assert.Equal(AuditAction.All.Length, AuditAction.All.Select(action => action.Name).Distinct().Count());

    private AuditRecord Entry(AuditAction action)
        => new() { At = _time.GetUtcNow(), Who = "alice", Caller = AuditCaller.Operator, Action = action.Name };
}

public sealed class SqliteAuditLogTests(SqliteDialect dialect) : AuditLogContract(dialect), IClassFixture<SqliteDialect>;

[Collection(PostgresCollection.Name)]
public sealed class NpgsqlAuditLogTests(PostgresDialect dialect) : AuditLogContract(dialect);
