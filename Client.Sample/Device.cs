namespace PresenceCluster.Client.Sample;

/// <summary>One device of the sample's user; prints whatever happens to it.</summary>
internal sealed class Device : IAsyncDisposable
{
    private readonly PresenceClient _client;
    private readonly string _platform;
    private readonly string _userId;
    private readonly Task _printing;
    private TaskCompletionSource _pushedOut = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Device(SampleArguments arguments, string platform, string deviceId)
    {
        var issuer = new UserSigIssuer(arguments.AppId, arguments.Key);
        _platform = platform;
        _userId = arguments.UserId;
        _client = new PresenceClient(new PresenceClientOptions
        {
            Gateway = arguments.Gateway,
            AppId = arguments.AppId,
            UserId = arguments.UserId,
            Platform = platform,
            DeviceId = deviceId,
            ClientVersion = "sample 1.0",
            OsVersion = Environment.OSVersion.VersionString,
            Credential = _ => ValueTask.FromResult<Credential>(new Credential.UserSig(issuer.Issue(_userId, TimeSpan.FromHours(1)))),
        });
        _printing = PrintAsync();
    }

    public async Task LoginAsync(CancellationToken cancellationToken)
    {
        _pushedOut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Print("logs in");
        if (await _client.LoginAsync(cancellationToken) is PresenceClientEvent.Closed refused)
            throw new InvalidOperationException($"{_platform} could not log in: {refused.End.Text}");
    }

    public Task PushedOutAsync(CancellationToken cancellationToken) => _pushedOut.Task.WaitAsync(cancellationToken);

    public async Task ShowPresenceAsync(CancellationToken cancellationToken)
    {
        var answer = await _client.QueryAsync([_userId], cancellationToken);
        foreach (var presence in answer.Presences)
        {
            var devices = string.Join(", ", presence.Devices.Select(device => $"{device.Platform} {device.Status}"));
            var said = presence.CustomStatus.Length > 0 ? $" and says '{presence.CustomStatus}'" : "";
            Print($"sees that {presence.UserId} is {presence.Status} [{devices}]{said}");
        }

        foreach (var error in answer.Errors)
            Print($"is not told the status of {error.UserId}: {error.Code}");
    }

    public async Task SetCustomStatusAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            await _client.SetCustomStatusAsync(text, cancellationToken);
            Print($"says '{text}'");
        }
        catch (RequestRefusedException refusal)
        {
            var next = refusal.RetryAfter is { } wait ? $"may ask again in {wait.TotalSeconds:F1} s" : "would be refused again";
            Print($"is refused, stays logged in and {next}: {refusal.Message}");
        }
    }

    public async Task LogoutAsync(CancellationToken cancellationToken)
        => Print(await _client.LogoutAsync(cancellationToken) ? "logged out" : "stopped without a confirmed logout");

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _printing;
    }

    private async Task PrintAsync()
    {
        await foreach (var happened in _client.Events)
        {
            switch (happened)
            {
                case PresenceClientEvent.LoggedIn loggedIn:
                    Print($"is logged in, session {loggedIn.SessionId}, heartbeat every {loggedIn.HeartbeatInterval.TotalSeconds} s");
                    break;
                case PresenceClientEvent.Kicked kicked:
                    var winner = kicked.ByPlatform.Length > 0 ? $" (by {kicked.ByPlatform})" : "";
                    Print($"is pushed out: {kicked.Code} {kicked.Text}{winner}");
                    break;
                case PresenceClientEvent.GoAway goAway:
                    Print($"is asked to come back in {goAway.ReconnectAfter.TotalSeconds} s");
                    break;
                case PresenceClientEvent.Closed closed:
                    var next = closed.ReconnectsIn is { } wait ? $"Reconnects in {wait.TotalSeconds:F1} s." : "Does not reconnect by itself.";
                    Print($"is closed: {closed.End.Text} {next}");
                    if (closed.ReconnectsIn is null)
                        _pushedOut.TrySetResult();
                    break;
            }
        }
    }

    private void Print(string text) => Console.WriteLine($"{_platform,-8} {text}");
}
