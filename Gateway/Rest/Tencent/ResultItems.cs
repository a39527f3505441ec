using System.Buffers;
using System.Collections.Immutable;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>Writes the answer of a batch that has one result for each account (contract §9).</summary>
internal static class ResultItems
{
    /// <summary>Writes the envelope and one item for each account.</summary>
    /// <param name="writer">Receives the answer.</param>
    /// <param name="userIds">The accounts.</param>
    /// <param name="results">The result of each.</param>
    /// <param name="accountStatuses">For <c>account_check</c>: whether each is imported; null leaves the member out.</param>
    public static void Write(
        IBufferWriter<byte> writer, ImmutableArray<string> userIds, ImmutableArray<TencentError> results, ImmutableArray<bool>? accountStatuses)
    {
        var text = new Utf8Text(writer);
        TencentAnswer.Open(ref text, TencentError.None);
        text.Raw(""","ResultItem":["""u8);
        for (var i = 0; i < userIds.Length; i++)
        {
            text.Raw(i == 0 ? """{"UserID":"""u8 : """,{"UserID":"""u8);
            text.Quoted(userIds[i]);
            text.Raw(""","ResultCode":"""u8);
            text.Number(results[i].Code);
            text.Raw(""","ResultInfo":"""u8);
            text.Quoted(results[i].Text);
            if (accountStatuses is { } imported && results[i].Code == 0)
                text.Raw(imported[i] ? ",\"AccountStatus\":\"Imported\""u8 : ",\"AccountStatus\":\"NotImported\""u8);
            text.Raw("}"u8);
        }

        text.Raw("]}"u8);
        text.Complete();
    }
}
