using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Json;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>
/// Reads the user ids from the bodies of the account calls, under <c>UserID</c> or the older <c>Identifier</c> (contract §0.5).
/// </summary>
internal static class AccountsRequest
{
    private delegate T ValueReader<out T>(ref Utf8JsonReader reader);

    /// <summary>Reads the body of a call about one account. Other members (<c>Nick</c>, <c>FaceUrl</c>) are skipped.</summary>
    public static TencentError ParseOne(ReadOnlySequence<byte> body, out string userId)
    {
        var isJson = TryParse<string?>(body, ReadAccount, out var found);
        userId = found ?? "";
        if (!isJson)
            return TencentError.UnreadableJson;
        return UserKey.IsValidUserId(found) ? TencentError.None : TencentError.BadUserId;
    }

    /// <summary>Reads the body of a call about 1 to 100 accounts. The ids are not checked.</summary>
    /// <param name="body">The body.</param>
    /// <param name="userIds">The ids, in order.</param>
    /// <param name="members">The names that the array may have. Of several, the last one that is not null counts.</param>
    public static TencentError ParseMany(
        ReadOnlySequence<byte> body, out ImmutableArray<string> userIds, params ImmutableArray<string> members)
    {
        var isJson = TryParse<ImmutableArray<string>>(body, (ref Utf8JsonReader reader) => ReadBatch(ref reader, members), out userIds);
        if (!isJson)
            return TencentError.UnreadableJson;
        return userIds.Length is 0 or > RestOptions.AccountsMax
            ? TencentError.BadBatch with { Text = $"{string.Join(" or ", members)}: {TencentError.BadBatch.Text}" }
            : TencentError.None;
    }

    private static bool TryParse<T>(ReadOnlySequence<byte> body, ValueReader<T> read, out T? value)
    {
        try
        {
            var reader = LooseJson.Open(body);
            reader.Read();
            value = read(ref reader);
            // Reading on makes the reader fail on anything behind the value.
            reader.Read();
            return true;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The reader reports bytes that are not JSON, or not UTF-8, only by an exception.
            value = default;
            return false;
        }
    }

    private static ImmutableArray<string> ReadBatch(ref Utf8JsonReader reader, ImmutableArray<string> members)
    {
        ImmutableArray<string> userIds = [];
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return userIds;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!IsNamed(ref reader, members))
                reader.Skip();
            else if (reader.Read() && reader.TokenType != JsonTokenType.Null)
                userIds = ReadAccounts(ref reader);
        }

        return userIds;
    }

    private static bool IsNamed(ref Utf8JsonReader reader, ImmutableArray<string> names)
    {
        foreach (var name in names)
        {
            if (reader.ValueTextEquals(name))
                return true;
        }

        return false;
    }

    // If one item is neither a text nor an object with an id, the whole batch has the wrong type: empty.
    private static ImmutableArray<string> ReadAccounts(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return [];
        }

        var isTyped = true;
        var userIds = ImmutableArray.CreateBuilder<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var userId = reader.TokenType == JsonTokenType.StartObject ? ReadAccount(ref reader) : ReadId(ref reader);
            isTyped &= userId is not null;
            userIds.Add(userId ?? "");
        }

        return isTyped ? userIds.DrainToImmutable() : [];
    }

    // Null: there is no id. The older member counts where the present one is null, but not where it has another type.
    private static string? ReadAccount(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        string? userId = null, older = null;
        var isTyped = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("UserID"u8))
                isTyped = reader.Read() && LooseJson.TryReadText(ref reader, out userId);
            else if (reader.ValueTextEquals("Identifier"u8) && reader.Read())
                older = ReadId(ref reader);
            else
                reader.Skip();
        }

        return isTyped ? userId ?? older : null;
    }

    private static string? ReadId(ref Utf8JsonReader reader) => LooseJson.TryReadText(ref reader, out var userId) ? userId : null;
}
