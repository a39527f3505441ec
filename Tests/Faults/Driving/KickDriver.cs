using PresenceCluster.Tests.Faults.Model;

namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>
/// The kicks of one user, by the compatible API, of a platform, or of one session, and sometimes the deletion of the account.
/// </summary>
internal sealed class KickDriver(Traffic traffic, UserRecord user, Random chance)
{
    public async Task RunAsync()
    {
        var gateway = traffic.Cluster.Gateways[chance.Next(traffic.Cluster.Gateways.Count)];
        var live = user.Live.ToList();
        var roll = chance.Next(10);
        if (roll == 0)
            await DeleteAsync(gateway);
        else if (roll < 4 || live.Count == 0)
            await KickCompatiblyAsync(gateway);
        else if (roll < 7)
            await KickPlatformAsync(gateway, live[chance.Next(live.Count)].Facts.Platform);
        else
            await KickSessionAsync(gateway, live[chance.Next(live.Count)]);
    }

    /// <summary>Deletes the account.</summary>
    public async Task<bool> DeleteAsync(Incarnation gateway)
    {
        var unix = RunClock.UnixSeconds;
        var (call, body) = await traffic.BackEnd.PostAsync(
            gateway, "im_open_login_svc/account_delete", $$"""{"DeleteItem":[{"UserID":"{{user.UserId}}"}]}""");
        var code = body?["ResultItem"]?[0]?["ResultCode"]?.GetValue<int>();
        var result = code switch
        {
            null => call,
            0 or 70107 => call with { Detail = $"{code}" },
            70169 or 60008 => call with { Outcome = CallOutcome.Passing, Detail = $"{code}" },
            _ => call with { Outcome = CallOutcome.Undocumented, Detail = body!.ToJsonString() },
        };
        traffic.Calls.Enqueue(result);
        bool? wasKnown = result.Outcome == CallOutcome.Answered ? code == 0 : null;
        user.Acts.Enqueue(new DeleteAct(call.StartedAt) { EndedAt = wasKnown is null ? Act.Never : call.EndedAt, WasKnown = wasKnown });
        NoteRevocation(call, unix, isDone: wasKnown, isPossible: wasKnown != false);
        return wasKnown is not null;
    }

    private async Task KickCompatiblyAsync(Incarnation gateway)
    {
        var unix = RunClock.UnixSeconds;
        var (call, body) = await traffic.BackEnd.PostAsync(gateway, "im_open_login_svc/kick", $$"""{"UserID":"{{user.UserId}}"}""");
        traffic.Calls.Enqueue(call);
        var answer = (call.Outcome, body?["ErrorCode"]?.GetValue<int>()) switch
        {
            (CallOutcome.Answered, 0) => KickAnswer.Done,
            (CallOutcome.Answered, 70107) => KickAnswer.NoSuchUser,
            _ => KickAnswer.Unknown,
        };
        Note(call, answer, platform: null, session: null);
        NoteRevocation(call, unix, isDone: answer == KickAnswer.Unknown ? null : answer == KickAnswer.Done, isPossible: answer != KickAnswer.NoSuchUser);
    }

    private Task KickPlatformAsync(Incarnation gateway, string platform)
        => KickOverV1Async(gateway, $"/users/{user.UserId}/sessions?platform={platform}", platform, session: null);

    private Task KickSessionAsync(Incarnation gateway, DrivenConnection connection)
        => connection.Admission is { } admission
            ? KickOverV1Async(gateway, $"/users/{user.UserId}/sessions/{admission.Result.SessionId}", platform: null, connection.Facts)
            : Task.CompletedTask;

    private async Task KickOverV1Async(Incarnation gateway, string path, string? platform, ConnectionFacts? session)
    {
        var (call, body) = await traffic.BackEnd.V1Async(gateway, HttpMethod.Delete, path);
        traffic.Calls.Enqueue(call);
        var answer = (call.Outcome, (string?)body?["code"]) switch
        {
            (CallOutcome.Answered, null) => KickAnswer.Done,
            (CallOutcome.Answered, "unknown-user") => KickAnswer.NoSuchUser,
            (CallOutcome.Answered, "unknown-session") => KickAnswer.NoSuchSession,
            _ => KickAnswer.Unknown,
        };
        Note(call, answer, platform, session);
    }

    private void Note(Call call, KickAnswer answer, string? platform, ConnectionFacts? session)
        => user.Acts.Enqueue(new KickAct(call.StartedAt)
        {
            EndedAt = answer == KickAnswer.Unknown ? Act.Never : call.EndedAt,
            Answer = answer,
            Platform = platform,
            Session = session,
        });

    private void NoteRevocation(Call call, double unix, bool? isDone, bool isPossible)
    {
        if (isPossible)
        {
            var latest = RunClock.UnixSeconds + traffic.Cluster.Faults.LeadAt(call.EndedAt).TotalSeconds;
            user.Revocations.Enqueue(new RevocationWindow(
                call.StartedAt, unix, isDone == true ? call.EndedAt : Act.Never, isDone == true ? latest : double.MaxValue));
        }
    }
}
