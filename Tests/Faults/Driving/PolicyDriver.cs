using System.Text.Json;
using System.Text.Json.Nodes;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Tests.Faults.Model;

namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>Changes the login policy once in a round, sometimes to be enforced at once.</summary>
internal sealed class PolicyDriver(Traffic traffic, Random chance)
{
    private const string Path = "/login-policy";

    // Processes that a change's broadcast did not reach compare their snapshots every 5 s.
    private static readonly TimeSpan SettlesWithin = TimeSpan.FromSeconds(8);

    public async Task RunAsync(TimeSpan roundLasts, CancellationToken ends)
    {
        if (!await RunClock.TryWaitAsync(roundLasts * chance.NextDouble(), ends))
            return;
        var policy = new Policy((LoginPolicyKind)chance.Next(1, 5), chance.Next(1, 3), chance.Next(1, 3), chance.Next(1, 4));
        var enforceNow = chance.Next(2) == 0;
        var gateway = traffic.Cluster.Gateways[chance.Next(traffic.Cluster.Gateways.Count)];
        var (read, current) = await traffic.BackEnd.V1Async(gateway, HttpMethod.Get, Path);
        traffic.Calls.Enqueue(read);
        if (current?["ETag"] is not { } tag)
            return;

        var (change, _) = await traffic.BackEnd.V1Async(
            gateway, HttpMethod.Put, $"{Path}?enforceNow={(enforceNow ? "true" : "false")}", BodyOf(policy), (string)tag!);
        traffic.Calls.Enqueue(change);
        if (change.Detail.StartsWith("412", StringComparison.Ordinal))
            return;
        var isDone = change.Outcome == CallOutcome.Answered;
        traffic.Policies.Change(policy, change.StartedAt, isDone ? change.EndedAt + SettlesWithin : TimeSpan.MaxValue);
        if (!enforceNow)
            return;
        foreach (var user in traffic.Users)
            user.Acts.Enqueue(new EnforceAct(policy, change.StartedAt));
    }

    /// <summary>The policy in force now that all changes have settled.</summary>
    public static async Task<Policy?> ReadAsync(Traffic traffic)
    {
        var (_, body) = await traffic.BackEnd.V1Async(traffic.Cluster.Gateways[0], HttpMethod.Get, Path);
        if (body?["loginPolicy"] is not { } kind)
            return null;
        var caps = body["instanceCaps"]!;
        return new Policy(
            Enum.Parse<LoginPolicyKind>((string)kind!), (int)caps["android"]!, (int)caps["windows"]!, (int)caps["web"]!);
    }

    private static JsonObject BodyOf(Policy policy) => new()
    {
        ["loginPolicy"] = policy.Kind.ToString(),
        ["instanceCaps"] = JsonSerializer.SerializeToNode(policy.ToCaps(), AppSettingsJson.TypeOf<InstanceCaps>()),
    };
}
