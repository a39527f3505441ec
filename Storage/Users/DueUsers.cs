using PresenceCluster.Domain;
using PresenceCluster.Storage.Database;

namespace PresenceCluster.Storage.Users;

/// <summary>The users who fall due, in either database. A range is read whole, because Orleans forgets a reminder that a read leaves out.</summary>
public sealed class DueUsers(ClusterDatabase database) : IDueUsers
{
    private const string SelectRange = "SELECT app, user_id, due_at FROM presence_user WHERE due_at < @before AND hash > @begin AND hash <= @end";

    private const string SelectRest = "SELECT app, user_id, due_at FROM presence_user WHERE due_at < @before AND (hash > @begin OR hash <= @end)";

    private const string SelectUser = "SELECT due_at FROM presence_user WHERE app = @app AND user_id = @user AND due_at IS NOT NULL";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DueUser>> ReadAsync(uint begin, uint end, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(
            begin < end ? SelectRange : SelectRest, ("@before", before.UtcTicks), ("@begin", (long)begin), ("@end", (long)end));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var due = new List<DueUser>();
        while (await reader.ReadAsync(cancellationToken))
            due.Add(new DueUser(new UserKey(new AppId((uint)reader.GetInt64(0)), reader.GetString(1)), reader.GetInstant(2)));
        return due;
    }

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> ReadAsync(UserKey user, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(SelectUser, ("@app", (long)user.App.Value), ("@user", user.UserId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? reader.GetInstant(0) : null;
    }
}
