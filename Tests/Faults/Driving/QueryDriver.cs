using System.Text.Json.Nodes;
using PresenceCluster.Tests.Faults.Model;

namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>Asks both query APIs and notes each user's answer.</summary>
internal sealed class QueryDriver(Traffic traffic)
{
    /// <summary>Asks about random users through one gateway until the traffic ends.</summary>
    public async Task RunAsync(int slot, Random chance, CancellationToken ends)
    {
        while (await RunClock.TryWaitAsync(Schedule.Seconds(chance, 0.1, 0.5), ends))
        {
            var some = Enumerable.Range(0, 30).Select(_ => traffic.Users[chance.Next(traffic.Users.Count)]).Distinct().ToList();
            await QueryAsync(traffic.Cluster.Gateways[slot], some, isV1: chance.Next(2) == 0);
        }
    }

    /// <summary>Asks about users, and records every answer as a statement that must have been true.</summary>
    /// <returns>The answers by user; users without an answer are missing.</returns>
    public Task<Dictionary<string, string>> QueryAsync(Incarnation gateway, IReadOnlyList<UserRecord> users, bool isV1)
        => isV1 ? QueryV1Async(gateway, users) : QueryCompatiblyAsync(gateway, users);

    private async Task<Dictionary<string, string>> QueryCompatiblyAsync(Incarnation gateway, IReadOnlyList<UserRecord> users)
    {
        var ids = string.Join(',', users.Select(user => $"\"{user.UserId}\""));
        var (call, body) = await traffic.BackEnd.PostAsync(gateway, "openim/query_online_status", $$"""{"To_Account":[{{ids}}],"IsNeedDetail":1}""");
        var answers = new Dictionary<string, string>();
        foreach (var result in body?["QueryResult"]?.AsArray() ?? [])
        {
            answers[(string)result!["To_Account"]!] = Line(result["Status"], Devices(result["Detail"], "Platform", "Status"));
        }

        NoteErrors(call, body?["ErrorList"], "To_Account", "ErrorCode", "70107", "70169", answers);
        Note(call, "v4", users, answers);
        return answers;
    }

    private async Task<Dictionary<string, string>> QueryV1Async(Incarnation gateway, IReadOnlyList<UserRecord> users)
    {
        var asked = new JsonObject { ["userIds"] = new JsonArray([.. users.Select(user => (JsonNode)user.UserId)]) };
        var (call, body) = await traffic.BackEnd.V1Async(gateway, HttpMethod.Post, "/presence/query", asked);
        var answers = new Dictionary<string, string>();
        var byId = users.ToDictionary(user => user.UserId);
        foreach (var result in body?["presences"]?.AsArray() ?? [])
        {
            var id = (string)result!["userId"]!;
            answers[id] = Line(result["status"], Devices(result["devices"], "platform", "status"));
            byId[id].NoteVersion(call.StartedAt, call.EndedAt, (long)result["version"]!);
        }

        NoteErrors(call, body?["errors"], "userId", "code", "unknown-user", "unavailable", answers);
        Note(call, "v1", users, answers);
        return answers;
    }

    private static IEnumerable<(string Platform, bool IsOnline)> Devices(JsonNode? devices, string platform, string status)
        => (devices?.AsArray() ?? []).Select(device => ((string)device![platform]!, (string)device[status]! == "Online"));

    // The line has the answer's own status. If that does not fit the devices, the line is true in no world.
    private static string Line(JsonNode? status, IEnumerable<(string Platform, bool IsOnline)> devices)
    {
        var answer = Answer.Of(true, devices);
        return answer.StartsWith($"{status} ", StringComparison.Ordinal) ? answer : $"{status}, but with {answer}";
    }

    // One account's error costs only itself its answer.
    private void NoteErrors(Call call, JsonNode? errors, string id, string code, string unknown, string passing, Dictionary<string, string> answers)
    {
        if (call.Outcome is not CallOutcome.Answered and not CallOutcome.Passing)
        {
            traffic.Calls.Enqueue(call);
            return;
        }

        var worst = call.Outcome;
        foreach (var error in errors?.AsArray() ?? [])
        {
            var value = error![code]!.ToString();
            if (value == unknown)
                answers[(string)error[id]!] = Answer.UnknownUser;
            else if (value == passing)
                worst = CallOutcome.Passing;
            else
                worst = CallOutcome.Undocumented;
        }

        traffic.Calls.Enqueue(call with { Outcome = worst, Detail = worst == CallOutcome.Answered ? call.Detail : $"{call.Detail} {errors?.ToJsonString()}" });
    }

    private static void Note(Call call, string api, IReadOnlyList<UserRecord> users, Dictionary<string, string> answers)
    {
        foreach (var user in users)
        {
            if (answers.TryGetValue(user.UserId, out var answer))
                user.Acts.Enqueue(new QueryAct($"{api} through {call.Gateway}", answer, call.StartedAt) { EndedAt = call.EndedAt });
        }
    }
}
