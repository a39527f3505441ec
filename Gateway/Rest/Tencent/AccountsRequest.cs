using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using PresenceCluster.Domain;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>
/// Reads the user ids from the bodies of the account calls, under <c>UserID</c> or the older <c>Identifier</c> (contract §0.5).
/// </summary>
internal static class AccountsRequest
{
    /// <summary>Reads the body of a call about one account. Other members (<c>Nick</c>, <c>FaceUrl</c>) are skipped.</summary>
    public static TencentError ParseOne(ReadOnlySequence<byte> body, out string userId)
    {
        string? found = null;
        var error = Parse(body, root => found = UserIdOf(root));
        userId = found ?? "";
        return error.Code == 0 && !UserKey.IsValidUserId(found) ? TencentError.BadParameter : error;
    }

    /// <summary>Reads the body of a call about 1 to 100 accounts. The ids are not checked.</summary>
    /// <param name="body">The body.</param>
    /// <param name="member">The array's name.</param>
    /// <param name="userIds">The ids, in order.</param>
    public static TencentError ParseMany(ReadOnlySequence<byte> body, string member, out ImmutableArray<string> userIds)
    {
        ImmutableArray<string> found = [];
        var error = Parse(body, root => found = UserIdsOf(root, member));
        userIds = found;
        return error.Code == 0 && found.Length is 0 or > RestOptions.AccountsMax ? TencentError.BadParameter : error;
    }

    private static TencentError Parse(ReadOnlySequence<byte> body, Action<JsonElement> read)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return TencentError.BadParameter;
            read(document.RootElement);
            return TencentError.None;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return TencentError.UnreadableJson;
        }
    }

    // If one item is neither a text nor an object with an id, the whole batch has the wrong type: empty.
    private static ImmutableArray<string> UserIdsOf(JsonElement root, string member)
    {
        if (!root.TryGetProperty(member, out var items) || items.ValueKind != JsonValueKind.Array)
            return [];
        var userIds = ImmutableArray.CreateBuilder<string>();
        foreach (var item in items.EnumerateArray())
        {
            var userId = item.ValueKind == JsonValueKind.String ? item.GetString() : UserIdOf(item);
            if (userId is null)
                return [];
            userIds.Add(userId);
        }

        return userIds.DrainToImmutable();
    }

    private static string? UserIdOf(JsonElement item)
        => item.ValueKind == JsonValueKind.Object
            && (item.TryGetProperty("UserID", out var userId) || item.TryGetProperty("Identifier", out userId))
            && userId.ValueKind == JsonValueKind.String
                ? userId.GetString()
                : null;
}
