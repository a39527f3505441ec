using System.Globalization;
using System.Runtime.CompilerServices;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Database;

namespace PresenceCluster.Storage.Users;

/// <summary>The users who are Online, in either database.</summary>
public sealed class OnlineUsers(ClusterDatabase database) : IOnlineUsers
{
    // A bucket is a small number, so the list is part of the statement. Neither dialect has a parameter for lists that the other knows.
    private const string SelectBuckets = "SELECT app, user_id, payload FROM presence_user WHERE online_bucket IN ";

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredUser> ReadAsync(
        IReadOnlyCollection<int> buckets, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var list = string.Join(',', buckets.Select(bucket => bucket.ToString(CultureInfo.InvariantCulture)));
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command($"{SelectBuckets}({list})");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return new StoredUser(new UserKey(new AppId((uint)reader.GetInt64(0)), reader.GetString(1)), reader.GetFieldValue<byte[]>(2));
    }
}
