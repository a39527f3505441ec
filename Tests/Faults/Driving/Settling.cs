using PresenceCluster.Gateway.Connections;
using PresenceCluster.Tests.Faults.Model;

namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>
/// Waits until the gateways have told every client whose notice a fault has swallowed. Then it waits, no longer than the promised recovery,
/// until both APIs of both gateways show exactly the users with an open socket as Online. It judges nothing: its queries are like any
/// others, and the check of the round judges their answers.
/// </summary>
internal sealed class Settling(Traffic traffic)
{
    // A session must differ in two rounds of the leases and be over in a third one; and some time for a busy machine.
    private static readonly TimeSpan HearingTakes = (3 * LeaseRounds.Period) + TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AckTakes = TimeSpan.FromSeconds(5);

    public async Task RunAsync()
    {
        await traffic.Cluster.ReviveAsync();
        await Task.Delay(HearingTakes, TimeProvider.System);
        var startedAt = traffic.Clock.Now;
        do
        {
            await traffic.Cluster.ReviveAsync();
            await Task.Delay(Pause, TimeProvider.System);
        }
        while (!await IsSettledAsync() && traffic.Clock.Now - startedAt < Patience);

        await BeatAsync();
    }

    private async Task<bool> IsSettledAsync()
    {
        var isSettled = true;
        foreach (var gateway in traffic.Cluster.Gateways)
        {
            isSettled &= await AgreesAsync(gateway, isV1: false);
            isSettled &= await AgreesAsync(gateway, isV1: true);
        }

        return isSettled;
    }

    private async Task<bool> AgreesAsync(Incarnation gateway, bool isV1)
    {
        var agrees = true;
        foreach (var some in traffic.Users.Chunk(500))
        {
            var answers = await new QueryDriver(traffic).QueryAsync(gateway, some, isV1);
            agrees &= some.All(user => answers.TryGetValue(user.UserId, out var answer)
                && answer.StartsWith("Online", StringComparison.Ordinal) == user.Live.Any());
        }

        return agrees;
    }

    // An open socket is not alive when its gateway does not answer on it.
    private async Task BeatAsync()
    {
        var live = traffic.Users.SelectMany(user => user.Live).ToList();
        var sentAt = traffic.Clock.Now;
        await Task.WhenAll(live.Select(connection => connection.BeatAsync()));
        while (traffic.Clock.Now - sentAt < AckTakes && live.Exists(connection => connection.IsLive && connection.HeardAt < sentAt))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        foreach (var deaf in live.Where(connection => connection.IsLive && connection.HeardAt < sentAt))
            traffic.Cluster.Ends.Add(new Violation(Rule.DidNotRecover, deaf.ToString(), sentAt, $"{deaf} is open, but a heartbeat got no answer"));
    }
}
