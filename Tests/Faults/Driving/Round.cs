using System.Text.Json.Nodes;
using PresenceCluster.Tests.Faults.Model;

namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>One round: traffic and faults, then peace, then judgement.</summary>
internal sealed class Round(Traffic traffic, int seed, int number, TimeSpan lasts)
{
    private const int FaultsPart = 1_000_000;
    private const int PolicyPart = 1_000_001;
    private const int QueriesPart = 1_000_002;
    private const int TruthsMax = 3;
    private const int EventsMax = 60;
    private readonly TimeSpan _startedAt = traffic.Clock.Now;

    /// <summary>How many users did too much at once to be judged; they start the next round without a past.</summary>
    public int Undecided { get; private set; }

    /// <summary>Runs the round and judges it.</summary>
    public async Task<IReadOnlyList<Violation>> RunAsync()
    {
        await DriveAsync();
        await new Settling(traffic).RunAsync();
        return await JudgeAsync();
    }

    private async Task DriveAsync()
    {
        using var ends = new CancellationTokenSource(lasts, TimeProvider.System);
        using var healed = new CancellationTokenSource();
        List<Task> asking = [];
        for (var slot = 0; slot < traffic.Cluster.Gateways.Count; slot++)
            asking.Add(new QueryDriver(traffic).RunAsync(slot, Schedule.Chance(seed, number, QueriesPart + slot), healed.Token));
        List<Task> drivers = [SufferAsync(ends.Token)];
        drivers.Add(new PolicyDriver(traffic, Schedule.Chance(seed, number, PolicyPart)).RunAsync(lasts, ends.Token));
        for (var user = 0; user < traffic.Users.Count; user++)
            drivers.Add(new UserDriver(traffic, traffic.Users[user], Schedule.Chance(seed, number, user)).RunAsync(ends.Token));
        await Task.WhenAll(drivers);
        // Queries go on until the last fault is over, so that its effects are seen.
        await healed.CancelAsync();
        await Task.WhenAll(asking);
    }

    private async Task SufferAsync(CancellationToken ends)
    {
        foreach (var step in Schedule.Faults(Schedule.Chance(seed, number, FaultsPart)))
        {
            if (!await RunClock.TryWaitAsync(step.Pause, ends))
                return;
            await traffic.Cluster.SufferAsync(step);
            await traffic.Cluster.ReviveAsync();
        }
    }

    private async Task StartAnewAsync(UserRecord user, TimeSpan lead)
    {
        Undecided++;
        await Task.WhenAll(user.Live.Select(connection => connection.LeaveAsync(LeaveKind.Close)));
        var (call, _) = await traffic.BackEnd.V1Async(
            traffic.Cluster.Gateways[0], HttpMethod.Delete, $"/users/{user.UserId}/sessions?revokeCredentials=false");
        traffic.Calls.Enqueue(call);
        user.StartRound([World.Empty, World.Empty with { Exists = true }], lead);
    }

    private async Task<IReadOnlyList<Violation>> JudgeAsync()
    {
        var faults = traffic.Cluster.Faults;
        var violations = new List<Violation>(traffic.Cluster.Ends);
        violations.AddRange(CallCheck.Violations(traffic.Calls, faults));
        foreach (var user in traffic.Users)
        {
            var check = new UserRoundCheck(user, traffic, _startedAt);
            violations.AddRange(check.Run());
            if (check.IsUndecided)
                await StartAnewAsync(user, faults.LeadAt(traffic.Clock.Now));
            else
                user.StartRound(check.Worlds, faults.LeadAt(traffic.Clock.Now));
        }

        if (violations.Count == 0)
            traffic.StartRound(await PolicyDriver.ReadAsync(traffic));
        return await WithTruthAsync(OneOfEachRuleFirst(violations));
    }

    // Not all are printed, and those of one broken promise look alike.
    private static List<Violation> OneOfEachRuleFirst(List<Violation> violations)
        => [.. violations
            .GroupBy(one => one.Rule)
            .SelectMany(rule => rule.Select((one, index) => (one, index)))
            .OrderBy(pair => pair.index)
            .Select(pair => pair.one)];

    /// <summary>Adds the service's own records of the users concerned: the order that no outside observer could see.</summary>
    private async Task<IReadOnlyList<Violation>> WithTruthAsync(List<Violation> violations)
    {
        for (var i = 0; i < violations.Count && i < TruthsMax; i++)
        {
            var (_, history) = await traffic.BackEnd.V1Async(
                traffic.Cluster.Gateways[0], HttpMethod.Get, $"/users/{violations[i].User}/events?limit={EventsMax}");
            var events = (history?["events"]?.AsArray() ?? []).Reverse().Select(one => $"    {one!["version"]} {one["at"]} {one["action"]} {one["reason"]}"
                + $" {DevicesOf(one["sessions"])}{(DevicesOf(one["kicked"]) is { Length: > 0 } kicked ? $" pushes out {kicked}" : "")}");
            violations[i] = violations[i] with { What = $"{violations[i].What}\n    as stored:\n{string.Join('\n', events)}" };
        }

        return violations;
    }

    private static string DevicesOf(JsonNode? sessions)
        => string.Join(", ", (sessions?.AsArray() ?? []).Select(session => $"{session!["platform"]}/{session["deviceId"]}"));
}
