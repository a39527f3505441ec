using PresenceCluster.Tests.Faults.Model;

namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>
/// One user with a few devices, who logs in, returns, leaves in every way, is asked about and is kicked, at random. What it does
/// is decided by its own source of chance and by what its devices were told.
/// </summary>
internal sealed class UserDriver(Traffic traffic, UserRecord user, Random chance)
{
    /// <summary>The patience of a client; beyond it a login counts as hanging.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly string[] Platforms = ["Android", "iPhone", "iPad", "HarmonyOS", "Windows", "Mac", "Linux", "Web", "MiniProgram"];

    private readonly KickDriver _kicks = new(traffic, user, chance);
    private readonly (string Platform, string Name)[] _devices =
        [.. Enumerable.Range(0, chance.Next(2, 6)).Select(_ => (Platforms[chance.Next(Platforms.Length)], $"d{chance.Next(2)}")).Distinct()];

    /// <summary>Lives until the traffic ends, and finishes what it has begun.</summary>
    public async Task RunAsync(CancellationToken ends)
    {
        while (await RunClock.TryWaitAsync(Schedule.Seconds(chance, 0.2, 4), ends))
        {
            switch (chance.Next(100))
            {
                case < 40:
                    await LogInAsync(NextDevice());
                    break;
                case < 48:
                    await Task.WhenAll(_devices.Select(LogInAsync));
                    break;
                case < 66:
                    await LeaveAsync();
                    break;
                case < 76:
                    await _kicks.RunAsync();
                    break;
                default:
                    await QueryAsync();
                    break;
            }
        }
    }

    // A device that lost its connection comes back before anybody starts another one.
    private (string Platform, string Name) NextDevice()
    {
        foreach (var device in _devices)
        {
            if (Last(device) is { IsLive: false, LeftAt: null, WasPushedOut: false })
                return device;
        }

        return _devices[chance.Next(_devices.Length)];
    }

    private DrivenConnection? Last((string Platform, string Name) device)
        => user.Connections.LastOrDefault(one => one.Facts.Platform == device.Platform && one.Facts.Device == device.Name);

    private async Task LogInAsync((string Platform, string Name) device)
    {
        var facts = new ConnectionFacts(traffic.NextConnection(), device.Platform, device.Name);
        var gateway = traffic.Cluster.Gateways[chance.Next(2)];
        var connection = new DrivenConnection(facts, gateway, traffic.Clock);
        var last = Last(device);
        var isReturn = last is { LeftAt: null, IsLive: false } && chance.Next(3) > 0;
        var leavesFirst = last is { IsLive: true } && chance.Next(2) == 0;
        var webSocket = device.Platform is "Web" or "MiniProgram" || chance.Next(10) == 0
            ? chance.Next(2) == 0 ? "presence.v1.json" : "presence.v1.protobuf"
            : null;
        // Nothing is left to chance below: simultaneous logins share its source.
        if (leavesFirst)
            await last!.LeaveAsync(LeaveKind.Close);
        var calledAt = traffic.Clock.Now;
        if (!await connection.TryConnectAsync(webSocket, Patience))
        {
            var took = traffic.Clock.Now;
            traffic.Calls.Enqueue(new Call($"connect {facts}", gateway, calledAt, took, took - calledAt < Patience ? CallOutcome.Broken : CallOutcome.Hung, ""));
            return;
        }

        var issuedAt = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var login = gateway.App.Login(user.UserId, device.Platform, device.Name);
        if (isReturn && last!.Admission is { } earlier)
            login.ResumeSession = earlier.Result.SessionId;
        user.Connections.Enqueue(connection);
        await connection.LogInAsync(login, issuedAt, Patience);
    }

    private async Task LeaveAsync()
    {
        var live = user.Live.ToList();
        if (live.Count == 0)
            return;
        var leaving = live[chance.Next(live.Count)];
        var kind = (LeaveKind)chance.Next(3);
        // The framework's WebSocket client has no way to send RST.
        await leaving.LeaveAsync(kind == LeaveKind.Reset && !leaving.IsTcp ? LeaveKind.Close : kind);
    }

    private async Task QueryAsync()
    {
        var gateway = traffic.Cluster.Gateways[chance.Next(2)];
        await new QueryDriver(traffic).QueryAsync(gateway, [user], isV1: chance.Next(2) == 0);
    }
}
