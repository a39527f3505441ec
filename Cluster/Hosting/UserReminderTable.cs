using System.Globalization;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Cluster.Hosting;

/// <summary>
/// Orleans' table of reminders, answered from the users' rows. A user's row says when the user falls due, and it is written with the state.
/// So a reminder costs no write of its own, never disagrees with the state, and goes with the row. No grain registers one.
/// See docs/adr/0015.
/// </summary>
internal sealed class UserReminderTable(IDueUsers users, IOptions<ClusterOptions> options, TimeProvider time) : IReminderTable
{
    private const string Name = "presence";
    private const string NotATable = "The reminder of a user is part of the user's row. It is written with the user's state.";

    private static readonly GrainType UserGrainType = GrainType.Create(IUserGrain.GrainTypeName);

    /// <summary>The reminders that fall due within the time for which Orleans keeps them in memory.</summary>
    public async Task<ReminderTableData> ReadRows(uint begin, uint end)
    {
        var due = await users.ReadAsync(begin, end, time.GetUtcNow() + options.Value.ReminderLoadingWindow, CancellationToken.None);
        return new ReminderTableData(due.Select(one => EntryOf(one.User, one.At)));
    }

    public async Task<ReminderTableData> ReadRows(GrainId grainId)
        => await ReadRow(grainId, Name) is { } entry ? new ReminderTableData(entry) : new ReminderTableData();

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName)
        => UserKey.TryParse(grainId.Key.ToString()!, out var user) && await users.ReadAsync(user, CancellationToken.None) is { } dueAt
            ? EntryOf(user, dueAt)
            : null;

    public Task<string?> UpsertRow(ReminderEntry entry) => throw new NotSupportedException(NotATable);

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => throw new NotSupportedException(NotATable);

    public Task TestOnlyClearTable() => throw new NotSupportedException(NotATable);

    // Orleans waits by whole milliseconds, again and again until the time has come. It would spin through the last part of one.
    private static DateTime WholeMilliseconds(DateTime dueAt)
        => new((dueAt.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond, DateTimeKind.Utc);

    // Orleans compares the tag to see whether the reminder has moved.
    private ReminderEntry EntryOf(UserKey user, DateTimeOffset dueAt) => new()
    {
        GrainId = GrainId.Create(UserGrainType, user.ToString()),
        ReminderName = Name,
        StartAt = WholeMilliseconds(dueAt.UtcDateTime),
        Period = ClusterOptions.ReminderRetryPeriod,
        ETag = dueAt.UtcTicks.ToString(CultureInfo.InvariantCulture),
    };
}
