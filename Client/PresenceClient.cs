using System.Threading.Channels;
using PresenceCluster.Client.Connections;
using PresenceCluster.Protocol;

namespace PresenceCluster.Client;

/// <summary>
/// One device of one user. It logs in, sends heartbeats at the gateway's interval, and reconnects after a loss unless the gateway forbade
/// it. One instance is one device. <see cref="LoginAsync"/> may be called again once the client has stopped.
/// </summary>
public sealed class PresenceClient : IAsyncDisposable
{
    private readonly PresenceClientOptions _options;
    private readonly Func<PresenceClientOptions, CancellationToken, Task<IClientConnection>> _open;
    private readonly Func<double> _random;
    private readonly Channel<PresenceClientEvent> _events;
    private readonly Lock _gate = new();
    private CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private volatile LiveConnection? _live;

    /// <summary>The connection that was told to go away. It stays open until the next login has taken its session over.</summary>
    private LiveConnection? _leaving;

    private volatile bool _isRunning;
    private ulong _attempt;
    private bool _isDisposed;

    /// <summary>Makes a client that is not connected yet.</summary>
    /// <exception cref="ArgumentException">The options are wrong; the message names every fault.</exception>
    public PresenceClient(PresenceClientOptions options)
        : this(options, OpenAsync, Random.Shared.NextDouble)
    {
    }

    internal PresenceClient(
        PresenceClientOptions options, Func<PresenceClientOptions, CancellationToken, Task<IClientConnection>> open, Func<double> random)
    {
        var faults = string.Join(' ', options.Faults());
        if (faults.Length > 0)
            throw new ArgumentException(faults, nameof(options));
        (_options, _open, _random) = (options, open, random);

        // An application that does not read its events must not stop the heartbeats, so the oldest events are dropped.
        _events = Channel.CreateBounded<PresenceClientEvent>(
            new BoundedChannelOptions(options.EventsKeptMax) { FullMode = BoundedChannelFullMode.DropOldest });
    }

    /// <summary>The client's events, in order, until the client is disposed. Each event goes to one reader.</summary>
    public IAsyncEnumerable<PresenceClientEvent> Events => _events.Reader.ReadAllAsync();

    /// <summary>The session of the latest login; null before the first.</summary>
    public string? SessionId { get; private set; }

    /// <summary>
    /// Connects and logs in as the user's own act: no session is resumed, and the newest login wins. Losses on the way are retried.
    /// </summary>
    /// <returns><see cref="PresenceClientEvent.LoggedIn"/>, or a final <see cref="PresenceClientEvent.Closed"/> with the reason.</returns>
    public async Task<PresenceClientEvent> LoginAsync(CancellationToken cancellationToken = default)
    {
        var outcome = new TaskCompletionSource<PresenceClientEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        CancellationTokenSource stopping;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_isRunning)
                throw new InvalidOperationException("This client is running already.");
            _isRunning = true;
            _stopping.Dispose();
            stopping = _stopping = new CancellationTokenSource();
            _running = Task.Run(() => RunAsync(outcome, stopping.Token), CancellationToken.None);
        }

        // Cancelling the login stops the attempts, not a later life.
        using var cancelling = cancellationToken.Register(stopping.Cancel);
        var first = await outcome.Task;
        cancellationToken.ThrowIfCancellationRequested();
        return first;
    }

    /// <summary>Asks for users' presence, if the app has client-side status switched on.</summary>
    /// <param name="userIds">1 to 500 user ids of the same app.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RequestRefusedException">
    /// The gateway refused: too many queries, or the app has client-side status off. The client stays logged in.
    /// </exception>
    /// <exception cref="IOException">The client is not connected, or the connection ended before the answer.</exception>
    /// <exception cref="TimeoutException">No answer came in time.</exception>
    public Task<QueryResult> QueryAsync(IEnumerable<string> userIds, CancellationToken cancellationToken = default)
        => Live().QueryAsync(userIds, cancellationToken);

    /// <summary>Sets the user's own status text; an empty one clears it. Completes when the text is stored.</summary>
    /// <param name="text">At most 100 bytes of UTF-8.</param>
    /// <param name="cancellationToken">Ends the wait; the text may be stored all the same.</param>
    /// <exception cref="RequestRefusedException">The text is too long, or it could not be stored. The client stays logged in.</exception>
    /// <exception cref="IOException">The client is not connected, or the connection ended before the answer.</exception>
    /// <exception cref="TimeoutException">No answer came in time.</exception>
    public Task SetCustomStatusAsync(string text, CancellationToken cancellationToken = default)
        => Live().SetCustomStatusAsync(text, cancellationToken);

    /// <summary>Logs out: Offline on this device, not PushOnline. The client stops.</summary>
    /// <returns>True when the gateway closed after the logout; false when there was no connection, or no answer in time.</returns>
    public async Task<bool> LogoutAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            if (_live is { } live)
            {
                await live.LogOutAsync(cancellationToken);
                await _running.WaitAsync(_options.LogoutTimeout, _options.Time, cancellationToken);
                return true;
            }
        }
        catch (Exception loss) when (LiveConnection.IsLoss(loss) && !cancellationToken.IsCancellationRequested)
        {
            // The client is stopped below. The result says that the logout was not confirmed.
        }

        await StopAsync();
        return false;
    }

    /// <summary>Closes without a logout, as if the process had been killed. To the gateway a mobile device is PushOnline now.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
        }

        await StopAsync();
        _events.Writer.TryComplete();
        _stopping.Dispose();
    }

    private static Task<IClientConnection> OpenAsync(PresenceClientOptions options, CancellationToken cancellationToken)
        => options.Gateway.Scheme is "tcp" or "tls"
            ? TcpConnection.OpenAsync(options, cancellationToken)
            : WebSocketConnection.OpenAsync(options, cancellationToken);

    private LiveConnection Live() => _live ?? throw new IOException("The client is not connected.");

    private async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
    }

    private async Task RunAsync(TaskCompletionSource<PresenceClientEvent> outcome, CancellationToken stopping)
    {
        // The first login is the user's act. Later ones, until this loop ends, are the client's own and resume the session.
        var resumed = "";
        var attempt = 0;
        while (true)
        {
            var end = await ConnectOnceAsync(
                resumed,
                result =>
                {
                    (resumed, attempt, SessionId) = (result.SessionId, 0, result.SessionId);
                    var loggedIn = new PresenceClientEvent.LoggedIn(
                        result.SessionId, result.Epoch, TimeSpan.FromMilliseconds(result.HeartbeatIntervalMs));
                    Publish(loggedIn);
                    outcome.TrySetResult(loggedIn);
                },
                stopping);
            var wait = stopping.IsCancellationRequested ? null : ReconnectDelays.After(end, attempt++, _random(), _options);
            if (wait is { } delay)
            {
                Publish(new PresenceClientEvent.Closed(end, delay));
                if (await IsWaitedAsync(delay, stopping))
                    continue;
                end = ConnectionEnd.Stopped;
            }

            await LeaveAsync();

            // A reader of the last event may log in again at once.
            _isRunning = false;
            var closed = new PresenceClientEvent.Closed(end, ReconnectsIn: null);
            Publish(closed);
            outcome.TrySetResult(closed);
            return;
        }
    }

    private async Task<ConnectionEnd> ConnectOnceAsync(string resumed, Action<LoginResult> loggedIn, CancellationToken stopping)
    {
        LiveConnection? live = null;
        try
        {
            var login = await LoginFrameAsync(resumed, stopping);
            using var timeout = new CancellationTokenSource(_options.ConnectTimeout, _options.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
            live = new LiveConnection(await _open(_options, either.Token), _options, _random, Publish);
            return await live.RunAsync(
                login,
                async result =>
                {
                    _live = live;
                    loggedIn(result);
                    await LeaveAsync();
                },
                stopping);
        }
        catch (Exception loss)
        {
            // The outermost loop of the connection: after any failure to open it, also of the credential's source, it is tried again.
            return stopping.IsCancellationRequested
                ? ConnectionEnd.Stopped
                : ConnectionEnd.Lost($"The connection could not be opened: {loss.Message}");
        }
        finally
        {
            _live = null;
            if (live is { IsLeaving: true })
            {
                await LeaveAsync();
                _leaving = live;
            }
        }
    }

    private async ValueTask LeaveAsync()
    {
        if (_leaving is { } leaving)
            await leaving.DisposeAsync();
        _leaving = null;
    }

    private async Task<Login> LoginFrameAsync(string resumed, CancellationToken stopping)
    {
        var login = new Login
        {
            AppId = _options.AppId,
            UserId = _options.UserId,
            Platform = _options.Platform,
            DeviceId = _options.DeviceId,
            ResumeSession = resumed,
            Attempt = NextAttempt(),
            ClientVersion = _options.ClientVersion,
            OsVersion = _options.OsVersion,
        };
        switch (await _options.Credential(stopping))
        {
            case Credential.UserSig userSig:
                login.UserSig = userSig.Token;
                break;
            case Credential.Jwt jwt:
                login.Jwt = jwt.Token;
                break;
        }

        return login;
    }

    // The clock gives a restarted process a higher count than the process before it. Within a process each login raises the count.
    private ulong NextAttempt() => _attempt = Math.Max(_attempt + 1, (ulong)_options.Time.GetUtcNow().ToUnixTimeMilliseconds());

    private async Task<bool> IsWaitedAsync(TimeSpan delay, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(delay, _options.Time, stopping);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Publish(PresenceClientEvent happened) => _events.Writer.TryWrite(happened);
}
