using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using PresenceCluster.Gateway.Connections;
using PresenceCluster.Gateway.Proxies;
using PresenceCluster.Gateway.Settings;

namespace PresenceCluster.Gateway.Doors;

/// <summary>
/// The HTTP door as Kestrel sees it: one listener for all addresses of the door. It accepts connections itself, finds out whose they are, and
/// peeks at the first bytes of each. A WebSocket request stays here, where an idle connection costs little memory; every other connection goes
/// to Kestrel. Under TLS the first bytes are encrypted, so Kestrel gets all connections and hands upgraded ones back
/// (<see cref="WebSocketUpgrade"/>).
/// </summary>
internal sealed partial class HttpDoor : IConnectionListener
{
    // Kestrel takes them at once. The queue only decouples the accept loop from it.
    private const int HandOverMax = 128;

    private readonly Channel<ConnectionContext> _handedOver = Channel.CreateBounded<ConnectionContext>(
        new BoundedChannelOptions(HandOverMax) { FullMode = BoundedChannelFullMode.Wait });

    private readonly SocketConnectionContextFactory _kestrelConnections;
    private readonly ConnectionRoom _room;
    private readonly Reception _reception;
    private readonly TimeProvider _time;
    private readonly bool _isPlain;
    private readonly ILogger _log;
    private readonly AcceptLoops _loops;
    private readonly HashSet<FirstLook> _looks = [];
    private readonly CancellationTokenSource _closing = new();

    public HttpDoor(GatewayOptions options, ConnectionRoom room, Reception reception, TimeProvider time, ILoggerFactory logs)
    {
        _log = logs.CreateLogger<HttpDoor>();
        (_room, _reception, _time) = (room, reception, time);
        _isPlain = !options.Tls.IsOn;
        _kestrelConnections = new SocketConnectionContextFactory(new SocketConnectionFactoryOptions(), _log);
        _loops = new AcceptLoops(nameof(options.Http), options.Http, options.ListenBacklog, Take, time, _log);
    }

    /// <summary>The first of its addresses. Kestrel only shows it.</summary>
    public EndPoint EndPoint => _loops.EndPoints[0];

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        => await _handedOver.Reader.WaitToReadAsync(cancellationToken) && _handedOver.Reader.TryRead(out var connection) ? connection : null;

    /// <inheritdoc/>
    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _loops.StopAsync();
        _handedOver.Writer.TryComplete();
        await _closing.CancelAsync();
        await Task.WhenAll(Looks().Select(look => look.Sorting));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        _loops.Dispose();
        while (_handedOver.Reader.TryRead(out var connection))
            await connection.DisposeAsync();
        _kestrelConnections.Dispose();
        _closing.Dispose();
    }

    private void Take(Socket socket)
    {
        var look = new FirstLook(socket, _room.Wheel.Now + _room.LoginTimeout);
        if (TryAdd(look))
        {
            look.Sorting = SortAsync(look);
            return;
        }

        _room.Metrics.Refusal();
        socket.Dispose();
    }

    private async Task SortAsync(FirstLook look)
    {
        var socket = look.Socket;
        try
        {
            _room.Wheel.Schedule(look, look.DueAt);
            var peer = await _room.Proxies.FindClientAsync(socket, _closing.Token);
            var isOurs = _isPlain && await StartsLikeOursAsync(socket);
            _room.Wheel.Remove(look);
            if (isOurs)
                _reception.Take(new SocketCarrier(socket, peer), format: null);
            else
                await HandOverAsync(socket, peer);
        }
        catch (Exception fault) when (Carrier.IsFault(fault))
        {
            // The client left, was silent for too long, broke the PROXY protocol, or met the closing door before its request was known.
            socket.Dispose();
        }
        catch (Exception fault)
        {
            // The outermost loop of a connection that is not sorted yet: its fault affects no other one.
            socket.Dispose();
            LogSortingFailed(fault);
        }
        finally
        {
            _room.Wheel.Remove(look);
            lock (_looks)
                _looks.Remove(look);
        }
    }

    private bool TryAdd(FirstLook look)
    {
        lock (_looks)
            return _looks.Count < _room.Options.PendingLoginsMax && _looks.Add(look);
    }

    private FirstLook[] Looks()
    {
        lock (_looks)
            return [.. _looks];
    }

    private async ValueTask<bool> StartsLikeOursAsync(Socket socket)
    {
        var seen = new byte[WebSocketPath.RequestStart.Length];
        var count = await SocketPeek.UntilAsync(
            socket,
            seen,
            bytes => bytes.Length == seen.Length || !WebSocketPath.RequestStart.StartsWith(bytes.Span),
            _time,
            _closing.Token);
        return WebSocketPath.RequestStart.SequenceEqual(seen.AsSpan(0, count));
    }

    private async Task HandOverAsync(Socket socket, IPEndPoint peer)
    {
        var connection = _kestrelConnections.Create(socket);
        connection.RemoteEndPoint = peer;
        try
        {
            await _handedOver.Writer.WriteAsync(connection);
        }
        catch (ChannelClosedException)
        {
            await connection.DisposeAsync();
        }
    }

    [LoggerMessage(3403, LogLevel.Error, "A connection at the HTTP door could not be sorted.")]
    private partial void LogSortingFailed(Exception fault);

    /// <summary>A connection whose request is not known yet; disposed when that takes too long.</summary>
    private sealed class FirstLook(Socket socket, long dueAt) : WheelEntry
    {
        public Socket Socket => socket;

        /// <summary>Completes when the connection is handed on or closed. The door waits for it before it is gone.</summary>
        public Task Sorting { get; set; } = Task.CompletedTask;

        internal override long DueAt => dueAt;

        internal override void OnDue() => socket.Dispose();
    }
}
