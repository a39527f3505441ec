using PresenceCluster.Tests.Faults.Model;

namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>
/// One user with a few devices. At random it logs in, resumes, leaves in every way, is asked about and is kicked. Some of its logins are
/// given up soon and tried again, as clients do. Its own source of chance and the gateways' answers decide what it does.
/// </summary>
internal sealed class UserDriver(Traffic traffic, UserRecord user, Random chance)
{
    /// <summary>The patience of a client; beyond it a login counts as hanging.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly string[] Platforms = ["Android", "iPhone", "iPad", "HarmonyOS", "Windows", "Mac", "Linux", "Web", "MiniProgram"];

    private const int TriesMax = 3;

    private readonly KickDriver _kicks = new(traffic, user, chance);
    private readonly (string Platform, string Name)[] _devices =
        [.. Enumerable.Range(0, chance.Next(2, 6)).Select(_ => (Platforms[chance.Next(Platforms.Length)], $"d{chance.Next(2)}")).Distinct()];

    // Most clients count their logins; some are older than the field for it.
    private readonly bool _isCounting = chance.Next(5) > 0;

    // Stays away once its gateway has died, so that the further course of its sessions can be seen.
    private readonly bool _isPatient = chance.Next(4) == 0;

    /// <summary>Lives until the traffic ends, and finishes what it has begun.</summary>
    public async Task RunAsync(CancellationToken ends)
    {
        while (await RunClock.TryWaitAsync(Schedule.Seconds(chance, 0.2, 4), ends))
        {
            switch (_isPatient && user.Connections.Any(connection => connection.Gateway.DownAt is not null) ? int.MaxValue : chance.Next(100))
            {
                case < 40:
                    await LogInAsync(NextDevice(), ends);
                    break;
                case < 48:
                    await Task.WhenAll(_devices.Select(device => LogInAsync(device, ends)));
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

    // A device that lost its connection comes back before another one is started.
    private (string Platform, string Name) NextDevice()
    {
        foreach (var device in _devices)
        {
            if (Last(device) is { IsLive: false, LeftAt: null, WasPushedOut: false })
                return device;
        }

        return _devices[chance.Next(_devices.Length)];
    }

    private IEnumerable<DrivenConnection> Newest((string Platform, string Name) device)
        => user.Connections.Where(one => one.Facts.Platform == device.Platform && one.Facts.Device == device.Name).Reverse();

    private DrivenConnection? Last((string Platform, string Name) device) => Newest(device).FirstOrDefault();

    // The latest login that was answered with a session, unless the user has logged out since. A login by hand that got no session is
    // repeated by hand, as the protocol says.
    private DrivenConnection? Resumable((string Platform, string Name) device)
        => Newest(device).TakeWhile(one => !one.LoggedOut && (one.IsResume || one.Admission is not null)).FirstOrDefault(one => one.Admission is not null);

    private async Task LogInAsync((string Platform, string Name) device, CancellationToken ends)
    {
        // Of its own, because simultaneous logins would share the user's.
        var own = new Random(chance.Next());
        var patience = own.Next(3) > 0 ? Patience : Schedule.Seconds(own, 0.4, 1.5);
        var last = Last(device);
        var mayResume = last is { IsLive: false };
        if (last is { IsLive: true } && own.Next(2) == 0)
            await last.LeaveAsync(LeaveKind.Close);
        for (var attempt = 0; attempt < TriesMax; attempt++)
        {
            if (await TryLogInAsync(device, mayResume && own.Next(3) > 0, patience, own) is not { IsGivenUp: true })
                return;
            if (!await RunClock.TryWaitAsync(Schedule.Seconds(own, 0.5, 1) * Math.Pow(2, attempt), ends))
                return;
        }
    }

    private async Task<DrivenConnection?> TryLogInAsync((string Platform, string Name) device, bool isReturn, TimeSpan patience, Random own)
    {
        var number = traffic.NextConnection();
        var gateway = traffic.Cluster.Gateways[own.Next(traffic.Cluster.Gateways.Count)];
        var facts = new ConnectionFacts(number, device.Platform, device.Name) { Attempt = _isCounting ? (ulong)number : 0, Gateway = gateway.Name };
        var connection = new DrivenConnection(facts, gateway, traffic.Clock);
        var webSocket = device.Platform is "Web" or "MiniProgram" || own.Next(10) == 0
            ? own.Next(2) == 0 ? "presence.v1.json" : "presence.v1.protobuf"
            : null;
        var calledAt = traffic.Clock.Now;
        if (!await connection.TryConnectAsync(webSocket, Patience))
        {
            var took = traffic.Clock.Now;
            traffic.Calls.Enqueue(new Call(
                $"connect {facts}", gateway, calledAt, took, took - calledAt < Patience ? CallOutcome.Broken : CallOutcome.Hung, ""));
            return null;
        }

        var issuedAt = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var login = gateway.App.Login(user.UserId, device.Platform, device.Name);
        login.Attempt = facts.Attempt;
        if (isReturn && Resumable(device) is { Admission: { } admission } earlier)
        {
            login.ResumeSession = admission.Result.SessionId;
            facts.Resumes = earlier.Facts;
        }

        user.Connections.Enqueue(connection);
        await connection.LogInAsync(login, issuedAt, patience, own.Next(2) == 0 ? LeaveKind.Close : LeaveKind.Reset);
        return connection;
    }

    private async Task LeaveAsync()
    {
        var live = user.Live.ToList();
        if (live.Count == 0)
            return;
        await live[chance.Next(live.Count)].LeaveAsync((LeaveKind)chance.Next(3));
    }

    private async Task QueryAsync()
    {
        var gateway = traffic.Cluster.Gateways[chance.Next(traffic.Cluster.Gateways.Count)];
        await new QueryDriver(traffic).QueryAsync(gateway, [user], isV1: chance.Next(2) == 0);
    }
}
