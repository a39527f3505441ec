using Microsoft.Extensions.Time.Testing;
using PresenceCluster.Cluster.Scheduling;
using Xunit;

namespace PresenceCluster.Tests.Cluster;

public sealed class RoundsTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Exception> _faults = [];
    private int _rounds;

    [Fact]
    public async Task First_round_is_at_once_and_the_next_one_a_period_later()
    {
        var running = Rounds.RunAsync(Period, _time, CountAsync, _faults.Add, _stopping.Token);

        Assert.Equal(1, _rounds);
        await PassAsync(Period, rounds: 2);
        await StopAsync(running);
    }

    [Fact]
    public async Task First_round_may_be_a_period_from_now()
    {
        var running = Rounds.RunLaterAsync(Period, _time, CountAsync, _faults.Add, _stopping.Token);

        Assert.Equal(0, _rounds);
        await PassAsync(Period, rounds: 1);
        await StopAsync(running);
    }

    [Fact]
    public async Task Failed_round_is_reported_and_the_next_one_comes_in_its_turn()
    {
        var running = Rounds.RunAsync(Period, _time, FailAsync, _faults.Add, _stopping.Token);

        await PassAsync(Period, rounds: 2);
        // A round is counted before it fails.
        await Eventually.IsTrueAsync(() => _faults.Count >= 2, "both faults were reported");
        Assert.Equal(2, _faults.Count);
        await StopAsync(running);
    }

    [Fact]
    public async Task Subject_whose_round_failed_is_reported_and_the_next_one_has_its_turn()
    {
        string[] subjects = ["ill", "well"];
        List<string> reported = [];
        var running = Rounds.RunForEachAsync(
            Period,
            _time,
            () => subjects,
            (subject, token) => subject == "ill" ? FailAsync(token) : CountAsync(token),
            (_, subject) => reported.Add(subject),
            startsNow: true,
            _stopping.Token);

        Assert.Equal(2, _rounds);
        await PassAsync(Period, rounds: 4);
        Assert.Equal(["ill", "ill"], reported);
        await StopAsync(running);
    }

    [Fact]
    public async Task First_rounds_of_subjects_may_be_a_period_from_now()
    {
        IReadOnlyList<string> subjects = ["one"];
        var running = Rounds.RunForEachAsync(
            Period, _time, () => subjects, (_, token) => CountAsync(token), (fault, _) => _faults.Add(fault), startsNow: false, _stopping.Token);

        Assert.Equal(0, _rounds);
        await PassAsync(Period, rounds: 1);
        subjects = ["one", "two"];
        await PassAsync(Period, rounds: 3);
        await StopAsync(running);
    }

    [Fact]
    public async Task Rounds_end_with_the_first_one_that_succeeds()
    {
        var running = Rounds.UntilDoneAsync(Period, _time, token => _rounds == 0 ? FailAsync(token) : CountAsync(token), _faults.Add, _stopping.Token);

        await PassAsync(Period, rounds: 2);
        await running;
        Assert.Single(_faults);
    }

    [Fact]
    public async Task Round_that_the_stop_breaks_off_is_no_fault()
    {
        var running = Rounds.RunAsync(Period, _time, token => Task.Delay(Timeout.InfiniteTimeSpan, _time, token), _faults.Add, _stopping.Token);

        await StopAsync(running);
    }

    [Fact]
    public async Task Whatever_a_round_throws_when_it_is_broken_off_is_no_fault()
    {
        var running = Rounds.RunAsync(Period, _time, BreakAsync, _faults.Add, _stopping.Token);

        await StopAsync(running);
    }

    private async Task BreakAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        throw new IOException("The connection was closed.");
    }

    private Task CountAsync(CancellationToken cancellationToken)
    {
        _rounds++;
        return Task.CompletedTask;
    }

    private Task FailAsync(CancellationToken cancellationToken)
    {
        _rounds++;
        return Task.FromException(new IOException("This round fails."));
    }

    private async Task PassAsync(TimeSpan time, int rounds)
    {
        _time.Advance(time);
        await Eventually.IsTrueAsync(() => _rounds == rounds, $"{rounds} rounds were run");
    }

    private async Task StopAsync(Task running)
    {
        var faults = _faults.Count;
        await _stopping.CancelAsync();
        await running;
        Assert.Equal(faults, _faults.Count);
    }
}
