using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Operators;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Grains.Interfaces.Delivery;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Gateway.Rest.V1.Cluster;

/// <summary>The present activity and that of the last minutes, from counters that every process keeps. No user is read for it.</summary>
internal sealed class OverviewRoutes(IClusterProcesses processes, IOptions<OverviewOptions> options, TimeProvider time)
{
    private const int SecondsDefault = 300;
    private const string Unnamed = "process";

    /// <summary>The cluster, or one app, now.</summary>
    public async Task<IResult> GetAsync(HttpContext context)
    {
        var app = AppOf(context);
        var answers = await processes.ReportAsync(app);
        var reports = answers.Select(answer => answer.Report).OfType<ProcessReport>().ToList();
        var missing = answers.Where(answer => answer.Report is null).Select(answer => answer.Process.Name);
        var users = processes.UsersOf(app);
        var now = time.GetUtcNow();
        var isOperator = context.Features.Get<SignedInOperator>() is not null;
        return TypedResults.Json(
            new OverviewBody(
                now,
                UserCountsBody.From(users),
                Platforms.All.Where(platform => users.SessionsOn(platform) > 0)
                    .ToImmutableSortedDictionary(platform => platform.Name, users.SessionsOn, StringComparer.Ordinal),
                reports.Aggregate(new TrafficRates(), (sum, report) => sum + report.Rates),
                reports.Sum(report => report.Connections ?? 0),
                WebhookCountsBody.From(reports.Aggregate(WebhookWork.None, (sum, report) => sum + report.Webhooks), now),
                isOperator ? CountsOf(answers) : null,
                [.. isOperator ? missing : missing.Select(_ => Unnamed)]),
            V1Json.Default.OverviewBody);
    }

    /// <summary>The last minutes.</summary>
    public async Task<IResult> GetHistoryAsync(HttpContext context)
    {
        var step = options.Value.SamplePeriod;
        var secondsMax = (int)(step * options.Value.SamplesKept).TotalSeconds;
        if (!QueryNumber.TryRead(context, "seconds", Math.Min(SecondsDefault, secondsMax), secondsMax, out var seconds, out var problem))
            return problem;
        var window = TimeSpan.FromSeconds(seconds);
        // A little more than the window, so that the first instants have samples before them.
        var histories = await processes.HistoryAsync(AppOf(context), window + (2 * step));
        var merged = HistoryMerge.Run(histories, step, time.GetUtcNow(), window);
        return TypedResults.Json(
            new OverviewHistoryBody(step.TotalSeconds, [.. merged.Select(HistoryPointBody.From)]), V1Json.Default.OverviewHistoryBody);
    }

    private static AppId? AppOf(HttpContext context) => context.Features.Get<Caller>()?.App.App;

    // Only a silo itself can tell whether it has doors too.
    private static ProcessCountsBody CountsOf(ImmutableArray<(ClusterProcess Process, ProcessReport? Report)> active) => new(
        active.Length,
        active.Count(one => one.Process.Role == ProcessRole.Silo),
        active.Count(one => one.Process.Role == ProcessRole.Gateway || one.Report?.Connections is not null));
}
