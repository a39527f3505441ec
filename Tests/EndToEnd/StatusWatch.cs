using System.Text.Json.Nodes;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>
/// Asks for the same users again and again, as a back end behind a load balancer does, and keeps every change of an answer. An answer may
/// be missing, as the documented time-out; any other error fails the watch.
/// </summary>
internal sealed class StatusWatch : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    private readonly TestApp[] _apps;
    private readonly string _body;
    private readonly int _users;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<(string User, string Status, TimeSpan At)> _changes = [];
    private readonly Dictionary<string, string> _newest = [];
    private readonly Task _asking;
    private long _origin = TimeProvider.System.GetTimestamp();
    private long _completeAt;
    private int _turn;

    private StatusWatch(IEnumerable<ServiceProcess> doors, IReadOnlyCollection<string> users)
    {
        _apps = [.. doors.Select(door => new TestApp(door.Http))];
        _body = $"{{\"To_Account\":[{string.Join(',', users.Select(user => $"\"{user}\""))}]}}";
        _users = users.Count;
        _asking = AskAsync();
    }

    /// <summary>The longest time from a question to its answer, whatever the answer.</summary>
    public TimeSpan SlowestAnswer { get; private set; }

    /// <summary>The longest time without an answer for every user.</summary>
    public TimeSpan LongestGap { get; private set; }

    /// <summary>Begins to watch at one or more processes, and returns when each of them has answered once.</summary>
    public static async Task<StatusWatch> StartAsync(IEnumerable<ServiceProcess> doors, IReadOnlyCollection<string> users)
    {
        var watch = new StatusWatch(doors, users);
        await Eventually.IsTrueAsync(() => watch._asking.IsCompleted || watch.Knows(users.Count), "every watched user is answered");
        return watch;
    }

    /// <summary>Starts the measured time at the fault, and forgets the gaps before it.</summary>
    public void Mark()
    {
        lock (_changes)
        {
            _origin = _completeAt = TimeProvider.System.GetTimestamp();
            SlowestAnswer = LongestGap = TimeSpan.Zero;
        }
    }

    /// <summary>Every status that was answered for a user, in order, each once until it changed.</summary>
    public IReadOnlyList<string> Of(string user)
    {
        lock (_changes)
            return [.. _changes.Where(change => change.User == user).Select(change => change.Status)];
    }

    /// <summary>Waits until a user is answered with a status. Returns how long after the mark that was.</summary>
    public async Task<TimeSpan> WhenAsync(string user, string status, TimeSpan within)
    {
        await Eventually.IsTrueAsync(() => _asking.IsCompleted || Newest(user) == status, $"{user} is {status}", within);
        if (_asking.IsCompleted)
            await _asking;
        lock (_changes)
            return _changes.Last(change => change.User == user).At;
    }

    /// <summary>Ends the watch; throws the forbidden answers that it got.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _asking;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAny(_asking);
        foreach (var app in _apps)
            app.Dispose();
        _stopping.Dispose();
    }

    private bool Knows(int users)
    {
        lock (_changes)
            return _newest.Count == users;
    }

    private string? Newest(string user)
    {
        lock (_changes)
            return _newest.GetValueOrDefault(user);
    }

    private async Task AskAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var askedAt = TimeProvider.System.GetTimestamp();
            try
            {
                var answer = await _apps[_turn % _apps.Length].PostAsync("openim/query_online_status", _body);
                Take(answer, askedAt);
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
            {
                // This door is closed: a load balancer takes the next.
                _turn++;
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    private void Take(JsonObject answer, long askedAt)
    {
        foreach (var error in answer["ErrorList"]?.AsArray() ?? [])
            Assert.Equal(70169, (int?)error!["ErrorCode"]);
        var results = answer["QueryResult"]?.AsArray() ?? [];
        lock (_changes)
        {
            var now = TimeProvider.System.GetTimestamp();
            foreach (var result in results)
                Note((string)result!["To_Account"]!, (string)result["Status"]!, TimeProvider.System.GetElapsedTime(_origin, now));
            SlowestAnswer = Max(SlowestAnswer, TimeProvider.System.GetElapsedTime(askedAt, now));
            if (results.Count < _users)
                return;
            if (_completeAt != 0)
                LongestGap = Max(LongestGap, TimeProvider.System.GetElapsedTime(_completeAt, now));
            _completeAt = now;
        }
    }

    private void Note(string user, string status, TimeSpan at)
    {
        if (_newest.GetValueOrDefault(user) == status)
            return;
        _newest[user] = status;
        _changes.Add((user, status, at));
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
