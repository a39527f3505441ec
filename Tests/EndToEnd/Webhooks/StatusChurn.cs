namespace PresenceCluster.Tests.EndToEnd.Webhooks;

/// <summary>Users that come and go at a rate, each with one step at a time, through all gateways in turn.</summary>
internal sealed class StatusChurn : IAsyncDisposable
{
    // Enough to keep the rate while some steps wait for a silo to be declared dead.
    private const int WorkersMax = 96;

    private readonly ChurningUser[] _users;
    private readonly double _stepsPerSecond;
    private readonly CancellationTokenSource _stopping = new();
    private readonly long _startedAt = TimeProvider.System.GetTimestamp();
    private readonly Task[] _workers;
    private int _tickets;
    private int _done;
    private int _failed;

    public StatusChurn(LocalCluster cluster, TestApp app, int users, double stepsPerSecond)
    {
        var turn = 0;
        int NextDoor() => cluster.Gateways[(int)((uint)Interlocked.Increment(ref turn) % cluster.Gateways.Count)].TcpPort;
        _users = [.. Enumerable.Range(0, users).Select(i => new ChurningUser(app, $"followed{i}", isPhone: i % 2 == 0, NextDoor))];
        _stepsPerSecond = stepsPerSecond;
        var workers = Math.Min(WorkersMax, users);
        _workers = [.. Enumerable.Range(0, workers).Select(worker => Task.Run(() => WorkAsync([.. _users.Where((_, i) => i % workers == worker)])))];
    }

    public IReadOnlyList<string> UserIds => [.. _users.Select(user => user.UserId)];

    public int Failed => Volatile.Read(ref _failed);

    public int Done => Volatile.Read(ref _done);

    /// <summary>Ends the coming and going. Logged-in users stay logged in.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_workers);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var user in _users)
            user.Dispose();
        _stopping.Dispose();
    }

    private async Task WorkAsync(ChurningUser[] users)
    {
        for (var turn = 0; ; turn++)
        {
            // Every step has its time. After a delay the due steps are made at once.
            var due = Interlocked.Increment(ref _tickets) / _stepsPerSecond;
            var wait = TimeSpan.FromSeconds(due) - TimeProvider.System.GetElapsedTime(_startedAt);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, TimeProvider.System, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stopping.IsCancellationRequested)
                return;
            if (await users[turn % users.Length].StepAsync())
                Interlocked.Increment(ref _done);
            else
                Interlocked.Increment(ref _failed);
        }
    }
}
