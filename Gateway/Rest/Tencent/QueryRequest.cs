using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using PresenceCluster.Gateway.Json;
using PresenceCluster.Gateway.Queries;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>The body of a status query (contract §1), read straight from its bytes.</summary>
internal struct QueryRequest
{
    private int _count;
    private bool _isIllTyped;
    private bool _hasBadFlag;

    /// <summary>The users asked for, in order, repetitions included.</summary>
    public ImmutableArray<string> UserIds { get; private set; }

    /// <summary>Whether the answer lists platforms.</summary>
    public bool NeedsDetail { get; private set; }

    /// <summary>Whether the platforms carry the instance's number.</summary>
    public bool ReturnsInstanceId { get; private set; }

    /// <summary>Whether the answer carries the custom status.</summary>
    public bool ReturnsCustomStatus { get; private set; }

    /// <summary>Reads a body. Unknown members are skipped.</summary>
    public static TencentError Parse(ReadOnlySequence<byte> body, out QueryRequest request)
    {
        request = default;
        var accounts = ArrayPool<string>.Shared.Rent(IPresenceQuery.UsersMax);
        try
        {
            var reader = LooseJson.Open(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return TencentError.QueryNotJson;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                request.ReadMember(ref reader, accounts);
            // Reading on makes the reader fail on anything behind the object.
            reader.Read();
            return request.Judge(accounts);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The reader reports bytes that are not JSON, or not UTF-8, only by an exception.
            return TencentError.QueryNotJson;
        }
        finally
        {
            ArrayPool<string>.Shared.Return(accounts, clearArray: true);
        }
    }

    private void ReadMember(ref Utf8JsonReader reader, string[] accounts)
    {
        if (reader.ValueTextEquals("To_Account"u8))
            ReadAccounts(ref reader, accounts);
        else if (reader.ValueTextEquals("IsNeedDetail"u8))
            NeedsDetail = ReadFlag(ref reader);
        else if (reader.ValueTextEquals("IsReturnInstid"u8))
            ReturnsInstanceId = ReadFlag(ref reader);
        else if (reader.ValueTextEquals("IsReturnCustomStatus"u8))
            ReturnsCustomStatus = ReadFlag(ref reader);
        else
            reader.Skip();
    }

    private void ReadAccounts(ref Utf8JsonReader reader, string[] accounts)
    {
        reader.Read();
        _isIllTyped = reader.TokenType != JsonTokenType.StartArray;
        _count = 0;
        UserIds = [];
        if (_isIllTyped)
        {
            reader.Skip();
            return;
        }

        for (reader.Read(); reader.TokenType != JsonTokenType.EndArray; reader.Read())
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                _isIllTyped = true;
                reader.Skip();
            }
            else if (_count++ < IPresenceQuery.UsersMax)
            {
                accounts[_count - 1] = reader.GetString()!;
            }
        }
    }

    private bool ReadFlag(ref Utf8JsonReader reader)
    {
        reader.Read();
        var flag = LooseJson.ReadFlag(ref reader);
        _hasBadFlag |= flag is null;
        return flag ?? false;
    }

    private TencentError Judge(string[] accounts)
    {
        if (UserIds.IsDefault || _isIllTyped)
            return TencentError.QueryIllTyped;
        if (_count == 0)
            return TencentError.QueryNotJson;
        if (_count > IPresenceQuery.UsersMax)
            return TencentError.QueryTooManyUsers;
        if (_hasBadFlag)
            return TencentError.QueryBadFlag;
        UserIds = ImmutableCollectionsMarshal.AsImmutableArray(accounts[.._count]);
        return TencentError.None;
    }
}
