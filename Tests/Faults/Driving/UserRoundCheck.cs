using PresenceCluster.Tests.Faults.Model;

namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>Judges one user's round, and writes down the history that explains a violation.</summary>
internal sealed class UserRoundCheck(UserRecord user, Traffic traffic, TimeSpan roundStartedAt)
{
    private const int LinesMax = 40;

    /// <summary>The states that the user may be in after the round.</summary>
    public IReadOnlyCollection<World> Worlds { get; private set; } = [];

    /// <summary>Whether there were more possibilities than can be followed.</summary>
    public bool IsUndecided { get; private set; }

    public IEnumerable<Violation> Run()
    {
        var faults = traffic.Cluster.Faults;
        var checks = user.Connections.Select(connection => new ConnectionCheck(user, connection, faults, traffic.Policies)).ToList();
        foreach (var check in checks)
            check.JudgeFacts();
        LoginOrder.Judge([.. user.Connections.Where(connection => connection.SentAt is not null).Select(connection => connection.Facts)]);
        List<Act> acts = [.. checks.SelectMany(check => check.Acts(roundStartedAt)), .. user.Acts];
        acts.Add(new SettledAct([.. user.Live.Select(connection => connection.Facts)], traffic.Clock.Now) { EndedAt = traffic.Clock.Now });

        List<Violation> violations = [.. checks.SelectMany(check => check.Violations())];
        if (user.Versions.Check(user.UserId) is { } fall)
            violations.Add(fall);
        if (EpochsOf().Check(user.UserId) is { } epochFall)
            violations.Add(epochFall);
        var verdict = UserCheck.Run(user.UserId, user.Worlds, acts);
        IsUndecided = verdict.IsUndecided;
        Worlds = verdict.Worlds;
        List<Violation> told = [.. violations.Select(one => one with { What = $"{one.What}\n{Story(acts.Where(act => !act.IsObservation), one.At)}" })];
        if (verdict.Violation is { } violation)
            told.Add(violation with { What = $"{violation.What}\n{Story(Needed(acts, violation), violation.At)}" });
        return told;
    }

    // Queries that do not help to explain the violation are left out, so that the history is short.
    private IReadOnlyCollection<Act> Needed(List<Act> acts, Violation violation)
    {
        foreach (var query in acts.Where(act => act.IsObservation).ToList())
        {
            List<Act> without = [.. acts.Where(act => act != query)];
            if (UserCheck.Run(user.UserId, user.Worlds, without).Violation is { } same && same.Rule == violation.Rule && same.At == violation.At)
                acts = without;
        }

        return acts;
    }

    private Watermarks EpochsOf()
    {
        var epochs = new Watermarks("epoch", isStrict: true);
        foreach (var connection in user.Connections)
        {
            if (connection is { SentAt: { } sentAt, Admission: { } admission })
                epochs.Add(sentAt, admission.At, admission.Result.Epoch);
        }

        return epochs;
    }

    // Only this user's acts and the faults near them, the latest before the violation, and the gateway of each connection.
    private string Story(IEnumerable<Act> acts, TimeSpan until)
    {
        var gateways = user.Connections.ToDictionary(connection => connection.Facts, connection => connection.Gateway.Name);
        var lines = acts.Where(act => act.StartedAt <= until)
            .Select(act => (act.StartedAt, Line: $"{Time(act.StartedAt)}-{Time(act.EndedAt)} {act}{GatewayOf(act)}"))
            .Concat(traffic.Cluster.Faults.Windows
                .Where(window => window.StartedAt <= until && window.HealedAt >= roundStartedAt)
                .Select(window => (window.StartedAt, Line: $"{Time(window.StartedAt)}           ** {window}")))
            .OrderBy(line => line.StartedAt)
            .Select(line => "    " + line.Line)
            .ToList();
        return $"    before the round: {string.Join(" | ", user.Worlds.Take(4))}\n{string.Join('\n', lines.TakeLast(LinesMax))}";

        string GatewayOf(Act act) => act is LoginAct login && gateways.TryGetValue(login.Connection, out var name) ? $" on {name}" : "";
    }

    private static string Time(TimeSpan time)
        => time == Act.Never ? "?        " : time.ToString(@"mm\:ss\.fff", System.Globalization.CultureInfo.InvariantCulture);
}
