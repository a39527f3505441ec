using System.Buffers;
using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using PresenceCluster.Gateway.Acts;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>
/// <c>multiaccount_import</c> (contract §9): up to 100 accounts, under <c>AccountList</c> or the older <c>Accounts</c>. Those that failed
/// are listed.
/// </summary>
internal sealed class MultiImportCommand(UserGrainCalls users, ActClock acts, IOptions<RestOptions> options) : ITencentCommand
{
    public ImmutableArray<string> Paths { get; } = ["/v4/im_open_login_svc/multiaccount_import"];

    public TencentFamily Family => TencentFamily.Accounts;

    public int CallsPerSecond => options.Value.AccountBatchCallsPerSecond;

    public async ValueTask<TencentError> RunAsync(TencentCall call)
    {
        var error = AccountsRequest.ParseMany(call.Body, out var userIds, "AccountList", "Accounts");
        if (error.Code != 0)
            return error;
        var results = await users.CallManyAsync(call.Caller.App.App, userIds, ImportCommand.ImportAt(acts.Next()), call.CancellationToken);
        Write(call.Answer, userIds, results);
        return TencentError.None;
    }

    // As in a status query, one imported account makes the call a success.
    private static void Write(IBufferWriter<byte> writer, ImmutableArray<string> userIds, ImmutableArray<TencentError> results)
    {
        var text = new Utf8Text(writer);
        TencentAnswer.Open(ref text, results.Contains(TencentError.None) ? TencentError.None : results[0]);
        text.Raw(""","FailAccounts":["""u8);
        var isFirst = true;
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i].Code == 0)
                continue;
            if (!isFirst)
                text.Raw(","u8);
            text.Quoted(userIds[i]);
            isFirst = false;
        }

        text.Raw("]}"u8);
        text.Complete();
    }
}
