using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Net.WebSockets;
using PresenceCluster.Protocol;
using PresenceCluster.Tests.EndToEnd;
using PresenceCluster.Tests.Faults.Model;

namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>One connection of a driven user, and everything it saw.</summary>
internal sealed class DrivenConnection(ConnectionFacts facts, Incarnation gateway, RunClock clock)
{
    private readonly ConcurrentQueue<(TimeSpan At, ServerFrame Frame)> _words = new();
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WireClient? _client;
    private Task _listening = Task.CompletedTask;

    public ConnectionFacts Facts { get; } = facts;

    public Incarnation Gateway { get; } = gateway;

    /// <summary>When the login was about to be sent; null when there never was a connection.</summary>
    public TimeSpan? SentAt { get; private set; }

    /// <summary>When its credential was issued, in whole seconds of the day's time.</summary>
    public long CredentialIssuedAt { get; private set; }

    public bool IsResume => Facts.Resumes is not null;

    /// <summary>When the client began to leave; null while it did not.</summary>
    public TimeSpan? LeftAt { get; private set; }

    public bool LoggedOut { get; private set; }

    /// <summary>Whether the client closed because its login was not answered soon enough for it.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>When the connection was found to be over.</summary>
    public TimeSpan? GoneAt { get; private set; }

    /// <summary>The latest acknowledged heartbeat.</summary>
    public TimeSpan HeardAt { get; private set; }

    /// <summary>Everything but acknowledgements, in order.</summary>
    public IReadOnlyCollection<(TimeSpan At, ServerFrame Frame)> Words => [.. _words];

    public (TimeSpan At, LoginResult Result)? Admission
        => _words.TryPeek(out var first) && first.Frame.KindCase == ServerFrame.KindOneofCase.LoginResult ? (first.At, first.Frame.LoginResult) : null;

    public bool IsTcp { get; private set; }

    public bool IsLive
        => Admission is not null && LeftAt is null && GoneAt is null
            && !_words.Any(word => word.Frame.KindCase == ServerFrame.KindOneofCase.Kicked);

    /// <summary>Whether the client was told not to come back.</summary>
    public bool WasPushedOut => _words.Any(word => word.Frame.KindCase == ServerFrame.KindOneofCase.Kicked);

    /// <summary>Connects; false when the connection was not accepted.</summary>
    public async Task<bool> TryConnectAsync(string? webSocket, TimeSpan within)
    {
        IsTcp = webSocket is null;
        using var patience = new CancellationTokenSource(within, TimeProvider.System);
        try
        {
            _client = webSocket is null
                ? await WireClient.ConnectTcpAsync(Gateway.Process.TcpPort, patience.Token)
                : await WireClient.ConnectWebSocketAsync(Gateway.Process.HttpPort, webSocket, patience.Token);
            _listening = ListenAsync(_client);
            return true;
        }
        catch (Exception fault) when (fault is SocketException or WebSocketException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Sends a login and waits for the first frame or the end. Gives it up when neither comes in time.</summary>
    public async Task LogInAsync(Login login, long credentialIssuedAt, TimeSpan within, LeaveKind givesUpBy)
    {
        CredentialIssuedAt = credentialIssuedAt;
        SentAt = clock.Now;
        await TrySendAsync(new ClientFrame { Login = login });
        try
        {
            await _answered.Task.WaitAsync(within, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            IsGivenUp = true;
            await LeaveAsync(givesUpBy);
        }
    }

    public Task BeatAsync() => TrySendAsync(new ClientFrame { Heartbeat = new Heartbeat() });

    /// <summary>Ends the connection from the client's side.</summary>
    public async Task LeaveAsync(LeaveKind kind)
    {
        LeftAt ??= clock.Now;
        if (kind == LeaveKind.LogOut)
        {
            LoggedOut = true;
            await TrySendAsync(new ClientFrame { Logout = new Logout() });
            await Task.WhenAny(_listening, Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System));
        }
        else if (kind == LeaveKind.Reset && IsTcp)
        {
            // The framework's WebSocket client has no way to send RST: it just closes.
            _client?.Reset();
        }

        await DropAsync();
    }

    /// <summary>Lets go of a connection that is over, or is to be.</summary>
    public async Task DropAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();
        await _listening;
    }

    public override string ToString() => $"{Facts} on {Gateway}";

    private async Task TrySendAsync(ClientFrame frame)
    {
        try
        {
            await _client!.SendAsync(frame);
        }
        catch (Exception fault) when (fault is SocketException or WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The other end is gone; the listener sees it, too.
        }
    }

    private async Task ListenAsync(WireClient client)
    {
        await foreach (var frame in client.Received.ReadAllAsync())
        {
            if (frame.KindCase == ServerFrame.KindOneofCase.HeartbeatAck)
                HeardAt = clock.Now;
            else
                _words.Enqueue((clock.Now, frame));
            _answered.TrySetResult();
        }

        GoneAt = clock.Now;
        _answered.TrySetResult();
    }
}

/// <summary>How a client leaves.</summary>
internal enum LeaveKind
{
    /// <summary>The kernel closes the socket.</summary>
    Close,

    /// <summary>RST.</summary>
    Reset,
    LogOut,
}
