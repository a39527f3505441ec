using System.Text.Json.Nodes;
using Xunit;
using Xunit.Sdk;

namespace PresenceCluster.Tests.EndToEnd.Webhooks;

/// <summary>
/// Statuses change while one receiver fails, stalls and goes down and another one is well. Silos, each of which delivers its share, are
/// killed meanwhile. Afterwards every follower must have seen the same.
/// </summary>
internal sealed class WebhookRun(LocalCluster cluster, WebhookRunOptions options, Action<string> say) : IAsyncDisposable
{
    private const double FailureShare = 0.3;
    private const double StallShare = 0.004;
    private const int ReplayPoints = 5;
    private const int StartsMax = 3;
    private static readonly TimeSpan SayPeriod = TimeSpan.FromSeconds(20);

    // The time until a killed silo is declared dead and its work taken over, on a busy machine.
    private static readonly TimeSpan KillCosts = TimeSpan.FromSeconds(5);

    private readonly TestApp _app = new(cluster.Gateways[0].Http);
    private readonly ErraticReceiver _bad = new(FailureShare, StallShare);
    private readonly ErraticReceiver _well = new(0, 0);
    private readonly List<DateTimeOffset> _kills = [];
    private Task _restart = Task.CompletedTask;
    private long _saidAt;

    public async Task RunAsync()
    {
        await _bad.ComeUpAsync();
        await _well.ComeUpAsync();
        string[] endpoints = [await _app.AddEndpointAsync(EndpointAt(_bad)), await _app.AddEndpointAsync(EndpointAt(_well))];
        await using var churn = new StatusChurn(cluster, _app, options.Users, options.StepsPerSecond);
        var startedAt = TimeProvider.System.GetTimestamp();
        foreach (var step in options.Steps)
            await StepAsync(step, churn);
        var lasted = TimeProvider.System.GetElapsedTime(startedAt);
        await churn.StopAsync();
        await _restart;

        await DrainAsync(endpoints);
        var log = await _app.ReplayAsync();
        var rate = log.Count / lasted.TotalSeconds;
        say($"{log.Count} status changes of {options.Users} users in {lasted.TotalSeconds:F0} s: "
            + $"{rate:F0}/s (wanted {options.StepsPerSecond}/s); {churn.Failed} steps failed");
        say($"bad receiver: {_bad.Requests} requests, {_bad.Failed} failed, {_bad.Stalled} stalled; "
            + $"{_bad.Taken.Count} events taken, {_bad.Taken.Count - log.Count} of them repetitions");
        say($"well receiver: {_well.Requests} requests, {_well.Taken.Count} events taken, {_well.Taken.Count - log.Count} of them repetitions");
        await JudgeAsync(log, churn.UserIds);
        Assert.True(rate >= options.RateShareMin * options.StepsPerSecond, $"Only {rate:F0} status changes a second were reached.");
        Assert.True(_bad.Failed > 0 && _kills.Count > 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _bad.DisposeAsync();
        await _well.DisposeAsync();
        _app.Dispose();
    }

    private static JsonObject EndpointAt(ErraticReceiver receiver) => new() { ["url"] = receiver.Url, ["format"] = "Native" };

    private async Task StepAsync(WebhookStep step, StatusChurn churn)
    {
        if (step.IsDown)
            await _bad.GoDownAsync();
        else if (_bad.IsDown)
            await _bad.ComeUpAsync();
        var (before, from) = (churn.Done, TimeProvider.System.GetUtcNow());
        await PassAsync(step.Lasts / 2);
        if (step.KillsSilo)
            await KillAsync();
        await PassAsync(step.Lasts / 2);
        var until = TimeProvider.System.GetUtcNow();
        say($"{step.Name,-22} {(churn.Done - before) / (until - from).TotalSeconds,5:F0} changes/s; "
            + $"events of it reached the well receiver after {DelaysOf(from, until)}");
    }

    private static Task PassAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System);

    /// <summary>SIGKILL for the silos in turn. The killed silo is started again while the traffic goes on.</summary>
    private async Task KillAsync()
    {
        await _restart;
        var doomed = cluster.Silos[_kills.Count % cluster.Silos.Count];
        _kills.Add(TimeProvider.System.GetUtcNow());
        await doomed.KillAsync();
        _restart = RestartAsync(cluster.Silos.IndexOf(doomed));
    }

    /// <summary>As a supervisor does: a start that failed because the machine is busy is tried again.</summary>
    private async Task RestartAsync(int place)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await cluster.StartAgainAsync(cluster.Silos[place]);
                return;
            }
            catch (XunitException fault) when (tries < StartsMax)
            {
                say($"the silo did not start again: {fault.Message}");
            }
        }
    }

    private async Task DrainAsync(string[] endpoints)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        foreach (var endpoint in endpoints)
        {
            // Its backlog is counted for each question. Asking all the time would delay the deliveries.
            await Eventually.IsTrueAsync(
                async () => await LeftAsync(endpoint) == (0, 0),
                "everything is delivered",
                options.DrainMax,
                pause: TimeSpan.FromSeconds(1));
        }

        foreach (var endpoint in endpoints)
            Assert.Equal(0, (long)(await _app.EndpointStateAsync(endpoint))["deadLetters"]!);
        say($"everything was delivered {TimeProvider.System.GetElapsedTime(startedAt).TotalSeconds:F0} s after the traffic had ended");
    }

    private async Task<(long Backlog, long Parked)> LeftAsync(string endpoint)
    {
        var state = await _app.EndpointStateAsync(endpoint);
        var left = ((long)state["backlog"]!, (long)state["parked"]!);
        if (TimeProvider.System.GetElapsedTime(_saidAt) >= SayPeriod)
        {
            _saidAt = TimeProvider.System.GetTimestamp();
            say($"still to be delivered to endpoint {endpoint}: {state.ToJsonString()}");
        }

        return left;
    }

    private async Task JudgeAsync(List<FollowedEvent> log, IReadOnlyList<string> users)
    {
        FollowerCheck.IsGapless(log);
        var statuses = await _app.StatusesAsync(users);
        Assert.Equal(users.Count, statuses.Count);
        foreach (var receiver in new[] { _bad, _well })
        {
            FollowerCheck.IsComplete(log, receiver.Taken);
            FollowerCheck.IsWhatTheQuerySays(receiver.Taken, statuses);
        }

        say($"queried: {string.Join(", ", statuses.Values.CountBy(status => status).Select(one => $"{one.Value} {one.Key}"))}");
        for (var point = 0; point < ReplayPoints; point++)
        {
            var start = log.Count * point / ReplayPoints;
            var replayed = await _app.ReplayAsync(log[start].Position);
            Assert.Equal(log.Skip(start + 1).Select(one => one.Id), replayed.Select(one => one.Id));
        }

        var quiet = _well.Taken.DistinctBy(one => one.Id)
            .Where(one => !_kills.Exists(kill => one.At > kill - options.WellDelayMax && one.At < kill + KillCosts)).Select(one => one.Delay).ToList();
        say($"well receiver, apart from the {KillCosts.TotalSeconds:F0} s after a kill: {Describe(quiet)}");
        Assert.NotEmpty(quiet);
        Assert.InRange(Percentile(quiet, 50), TimeSpan.Zero, options.WellDelayMax);
    }

    private string DelaysOf(DateTimeOffset from, DateTimeOffset until)
        => Describe([.. _well.Taken.Where(one => one.At >= from && one.At < until).DistinctBy(one => one.Id).Select(one => one.Delay)]);

    private static string Describe(List<TimeSpan> delays)
        => $"p50 {Percentile(delays, 50).TotalMilliseconds:F0} ms, p99 {Percentile(delays, 99).TotalMilliseconds:F0} ms, "
            + $"at most {Percentile(delays, 100).TotalMilliseconds:F0} ms";

    private static TimeSpan Percentile(List<TimeSpan> delays, int percent)
        => delays.Count == 0 ? TimeSpan.Zero : delays.Order().ElementAt(Math.Min(delays.Count - 1, delays.Count * percent / 100));
}
