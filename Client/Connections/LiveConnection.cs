using System.Diagnostics;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using PresenceCluster.Protocol;

namespace PresenceCluster.Client.Connections;

/// <summary>
/// The life of one connection, from its login frame to its end. It sends heartbeats, passes received frames on and returns how it ended.
/// The client reconnects, not this class. A connection that was told to go away stays open until the client disposes it. The next
/// connection then takes the session over, and no follower sees it end.
/// </summary>
internal sealed class LiveConnection(
    IClientConnection connection, PresenceClientOptions options, Func<double> random, Action<PresenceClientEvent> publish) : IAsyncDisposable
{
    // Heartbeats come up to a tenth early, each at random, so that clients that logged in together do not stay in step.
    private const double HeartbeatJitter = 0.1;

    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly PendingRequests _requests = new(options.RequestsInFlightMax);
    private long _lastReceivedAt;
    private ulong _attempt;
    private volatile bool _isLoggingOut;

    /// <summary>Whether the gateway asked the client to leave, and keeps the connection open until then.</summary>
    public bool IsLeaving { get; private set; }

    /// <summary>
    /// Whether an exception means the end of one connection, or a failure to open it. Any other exception is a bug and is not caught.
    /// </summary>
    public static bool IsLoss(Exception exception)
        => exception is IOException or SocketException or WebSocketException or AuthenticationException or InvalidDataException
            or ObjectDisposedException or OperationCanceledException or TimeoutException;

    /// <summary>Logs in and runs until the connection ends. Failures of the network or the gateway never throw.</summary>
    /// <param name="login">The login.</param>
    /// <param name="loggedIn">Called once when the login was admitted.</param>
    /// <param name="stopping">Ends the connection without a logout.</param>
    public async Task<ConnectionEnd> RunAsync(Login login, Func<LoginResult, ValueTask> loggedIn, CancellationToken stopping)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task<ConnectionEnd>[] lives = [];
        try
        {
            var answer = await LogInAsync(login, life.Token);
            if (answer?.LoginResult is not { } result)
                return EndOf(answer) ?? ConnectionEnd.Lost("The gateway answered the login with something else.");

            await loggedIn(result);
            lives = [ReceiveAsync(life.Token), BeatAsync(result, life.Token)];
            return await await Task.WhenAny(lives);
        }
        catch (Exception loss) when (IsLoss(loss))
        {
            return _isLoggingOut ? ConnectionEnd.LoggedOut
                : stopping.IsCancellationRequested ? ConnectionEnd.Stopped
                : ConnectionEnd.Lost($"The connection was lost: {loss.Message}");
        }
        finally
        {
            await life.CancelAsync();
            _requests.Fail();
            if (!IsLeaving)
                await connection.DisposeAsync();
            await ((Task)Task.WhenAll(lives)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Closes the connection.</summary>
    public ValueTask DisposeAsync() => connection.DisposeAsync();

    /// <summary>Sends one frame. A connection that does not accept it in time is closed.</summary>
    public async Task SendAsync(ClientFrame frame, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            // The caller's token does not interrupt the sending: half a frame would make the connection unusable.
            using var timeout = new CancellationTokenSource(options.SendTimeout, options.Time);
            await connection.SendAsync(frame, timeout.Token);
        }
        catch (OperationCanceledException)
        {
            await connection.DisposeAsync();
            throw new TimeoutException($"The network did not take a frame within {options.SendTimeout}.");
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Asks for presences.</summary>
    public async Task<QueryResult> QueryAsync(IEnumerable<string> userIds, CancellationToken cancellationToken)
    {
        var query = new Query { UserIds = { userIds } };
        if (query.UserIds.Count is < 1 or > FrameLimits.QueryUserIdsMax)
            throw new ArgumentException($"A query names 1 to {FrameLimits.QueryUserIdsMax} users.", nameof(userIds));
        var answer = await AskAsync(
            id =>
            {
                query.RequestId = id;
                return new ClientFrame { Query = query };
            },
            cancellationToken);
        return answer.QueryResult;
    }

    /// <summary>Sets the custom status. Completes when it is stored.</summary>
    public Task SetCustomStatusAsync(string text, CancellationToken cancellationToken)
        => AskAsync(id => new ClientFrame { SetCustomStatus = new SetCustomStatus { Text = text, RequestId = id } }, cancellationToken);

    /// <summary>Logs out; the gateway closes after.</summary>
    public Task LogOutAsync(CancellationToken cancellationToken)
    {
        _isLoggingOut = true;
        return SendAsync(new ClientFrame { Logout = new Logout() }, cancellationToken);
    }

    private Task<ServerFrame> AskAsync(Func<uint, ClientFrame> request, CancellationToken cancellationToken)
        => _requests.AskAsync(
            request,
            frame => SendAsync(frame, cancellationToken),
            answer => answer.WaitAsync(options.RequestTimeout, options.Time, cancellationToken));

    private async Task<ServerFrame?> LogInAsync(Login login, CancellationToken cancellationToken)
    {
        _attempt = login.Attempt;
        await SendAsync(new ClientFrame { Login = login }, cancellationToken);
        using var timeout = new CancellationTokenSource(options.LoginTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var answer = await connection.ReceiveAsync(either.Token);
            _lastReceivedAt = options.Time.GetTimestamp();
            return answer;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new TimeoutException($"The gateway did not answer the login within {options.LoginTimeout}.");
        }
    }

    private async Task<ConnectionEnd> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var frame = await connection.ReceiveAsync(cancellationToken);
            Volatile.Write(ref _lastReceivedAt, options.Time.GetTimestamp());
            if (EndOf(frame) is { } end)
                return end;
            if (frame is not null)
                _requests.Answer(frame);
        }
    }

    private async Task<ConnectionEnd> BeatAsync(LoginResult login, CancellationToken cancellationToken)
    {
        var interval = Bounded(login.HeartbeatIntervalMs);
        var timeout = Bounded(login.HeartbeatTimeoutMs);
        var beat = new ClientFrame { Heartbeat = new Heartbeat() };
        while (true)
        {
            await Task.Delay(interval * (1 - (HeartbeatJitter * random())), options.Time, cancellationToken);
            if (options.Time.GetElapsedTime(Volatile.Read(ref _lastReceivedAt)) > timeout)
                return ConnectionEnd.Lost($"The gateway said nothing for {timeout}.");
            await SendAsync(beat, cancellationToken);
        }
    }

    // Null for a frame that does not end the connection. Frames that announce an end are also published as events.
    private ConnectionEnd? EndOf(ServerFrame? frame)
    {
        switch (frame?.KindCase)
        {
            case ServerFrame.KindOneofCase.Kicked:
                publish(new PresenceClientEvent.Kicked((int)frame.Kicked.Code, frame.Kicked.Text, frame.Kicked.ByPlatform));
                return ConnectionEnd.From(frame.Kicked, _attempt);
            case ServerFrame.KindOneofCase.GoAway:
                IsLeaving = true;
                publish(new PresenceClientEvent.GoAway(TimeSpan.FromMilliseconds(frame.GoAway.ReconnectAfterMs)));
                return ConnectionEnd.From(frame.GoAway);
            case ServerFrame.KindOneofCase.Error:
                return ConnectionEnd.From(frame.Error);
            case null:
                return _isLoggingOut ? ConnectionEnd.LoggedOut
                    : connection.CloseStatus is { } status ? ConnectionEnd.FromStatus(status)
                    : ConnectionEnd.Lost("The gateway closed the connection.");
            case ServerFrame.KindOneofCase.LoginResult or ServerFrame.KindOneofCase.HeartbeatAck or ServerFrame.KindOneofCase.QueryResult
                or ServerFrame.KindOneofCase.CustomStatusResult or ServerFrame.KindOneofCase.RequestRefused:
                return null;
            default:
                throw new UnreachableException("The codec lets no other kind through.");
        }
    }

    private TimeSpan Bounded(uint milliseconds)
        => TimeSpan.FromMilliseconds(Math.Clamp(
            milliseconds, options.HeartbeatIntervalMin.TotalMilliseconds, options.HeartbeatIntervalMax.TotalMilliseconds));
}
