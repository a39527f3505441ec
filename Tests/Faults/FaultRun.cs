using PresenceCluster.Tests.Faults.Driving;
using PresenceCluster.Tests.Faults.Model;

namespace PresenceCluster.Tests.Faults;

/// <summary>A whole run: rounds until its time is over. Then all clients leave, and nothing may be left.</summary>
internal sealed class FaultRun(FaultRunOptions options, Action<string> say)
{
    /// <summary>Runs until a promise is broken or the time is over.</summary>
    /// <returns>The broken promises; empty when there is none.</returns>
    public async Task<IReadOnlyList<Violation>> RunAsync()
    {
        var logs = Directory.CreateTempSubdirectory("presence-faults-").FullName;
        say($"seed {options.Seed}, {options.Users} users, {options.Lasts:c}; the processes' output goes to {logs}");
        var clock = new RunClock();
        var violations = await RunAsync(clock, logs);
        foreach (var violation in violations.Take(options.ReportsMax))
            say($"VIOLATION seed {options.Seed}: {violation.Rule} of {violation.User} at {violation.At:mm\\:ss\\.fff}: {violation.What}");
        if (violations.Count > 0)
            say($"{violations.Count} violations, by rule: {string.Join(", ", violations.CountBy(one => one.Rule))}; logs: {logs}");
        else
            Directory.Delete(logs, recursive: true);
        return violations;
    }

    private async Task<IReadOnlyList<Violation>> RunAsync(RunClock clock, string logs)
    {
        await using var cluster = new FaultedCluster(clock, logs);
        await cluster.StartAsync();
        var traffic = new Traffic(clock, cluster, options.Users);
        using var ends = new CancellationTokenSource();
        var beating = traffic.BeatAsync(ends.Token);
        try
        {
            return await RunRoundsAsync(clock, cluster, traffic);
        }
        finally
        {
            await ends.CancelAsync();
            await beating;
        }
    }

    private async Task<IReadOnlyList<Violation>> RunRoundsAsync(RunClock clock, FaultedCluster cluster, Traffic traffic)
    {
        var trafficStartedAt = clock.Now;
        for (var round = 1; round == 1 || clock.Now - trafficStartedAt < options.Lasts; round++)
        {
            var startedAt = clock.Now;
            var current = new Round(traffic, options.Seed, round, options.RoundLasts);
            var violations = await current.RunAsync();
            say($"round {round}, {startedAt:mm\\:ss} to {clock.Now:mm\\:ss}: {violations.Count} violations, {current.Undecided} users undecided; "
                + string.Join("; ", cluster.Faults.Windows.Where(window => window.HealedAt > startedAt)));
            if (violations.Count > 0)
                return violations;
        }

        return await new Farewell(traffic).RunAsync();
    }
}
