using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using PresenceCluster.Gateway.Connections;
using PresenceCluster.Gateway.Settings;

namespace PresenceCluster.Gateway.Doors;

/// <summary>
/// The HTTP port as Kestrel sees it. It accepts connections itself and peeks at the first bytes of each. A WebSocket request stays here,
/// where an idle connection costs little memory; every other connection goes to Kestrel untouched. Under TLS the first bytes are encrypted,
/// so Kestrel gets all connections and hands upgraded ones back (<see cref="WebSocketUpgrade"/>).
/// </summary>
internal sealed class HttpDoor : IConnectionListener
{
    // Kestrel takes them at once. The queue only decouples the accept loop from it.
    private const int HandOverMax = 128;

    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(20);

    private readonly Channel<ConnectionContext> _handedOver = Channel.CreateBounded<ConnectionContext>(
        new BoundedChannelOptions(HandOverMax) { FullMode = BoundedChannelFullMode.Wait });

    private readonly SocketConnectionContextFactory _kestrelConnections;
    private readonly ConnectionRoom _room;
    private readonly Reception _reception;
    private readonly TimeProvider _time;
    private readonly bool _isPlain;
    private readonly ILogger _log;
    private readonly AcceptLoop _loop;
    private int _looking;

    public HttpDoor(GatewayOptions options, ConnectionRoom room, Reception reception, TimeProvider time, ILoggerFactory logs)
    {
        _log = logs.CreateLogger<HttpDoor>();
        (_room, _reception, _time) = (room, reception, time);
        _isPlain = !options.Tls.IsOn;
        _kestrelConnections = new SocketConnectionContextFactory(new SocketConnectionFactoryOptions(), _log);
        _loop = new AcceptLoop(options.Http, options.ListenBacklog, Take, time, _log);
    }

    /// <inheritdoc/>
    public EndPoint EndPoint => _loop.EndPoint;

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        => await _handedOver.Reader.WaitToReadAsync(cancellationToken) && _handedOver.Reader.TryRead(out var connection) ? connection : null;

    /// <inheritdoc/>
    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _loop.StopAsync();
        _handedOver.Writer.TryComplete();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        _loop.Dispose();
        while (_handedOver.Reader.TryRead(out var connection))
            await connection.DisposeAsync();
        _kestrelConnections.Dispose();
    }

    private void Take(Socket socket)
    {
        if (Interlocked.Increment(ref _looking) > _room.Options.PendingLoginsMax)
        {
            Interlocked.Decrement(ref _looking);
            _room.Metrics.Refusal();
            socket.Dispose();
            return;
        }

        _ = SortAsync(socket);
    }

    private async Task SortAsync(Socket socket)
    {
        var look = new FirstLook(socket, _room.Wheel.Now + _room.LoginTimeout);
        try
        {
            if (_isPlain)
                _room.Wheel.Schedule(look, look.DueAt);
            var isOurs = _isPlain && await StartsLikeOursAsync(socket);
            _room.Wheel.Remove(look);
            if (isOurs)
                _ = _reception.Take(new SocketCarrier(socket), format: null);
            else
                await HandOverAsync(socket);
        }
        catch (Exception fault) when (ClientConnection.IsCarrierFault(fault))
        {
            // The connection ended, or was silent for too long, before its request was known.
            socket.Dispose();
        }
        finally
        {
            _room.Wheel.Remove(look);
            Interlocked.Decrement(ref _looking);
        }
    }

    private async ValueTask<bool> StartsLikeOursAsync(Socket socket)
    {
        var seen = new byte[WebSocketPath.RequestStart.Length];
        while (true)
        {
            var count = await socket.ReceiveAsync(seen.AsMemory(), SocketFlags.Peek);
            if (count == 0 || !WebSocketPath.RequestStart.StartsWith(seen.AsSpan(0, count)))
                return false;
            if (count == seen.Length)
                return true;
            // The client sends its first line letter by letter. The peeked bytes are still unread, so the socket cannot signal new ones.
            await Task.Delay(LookPause, _time);
        }
    }

    private async Task HandOverAsync(Socket socket)
    {
        var connection = _kestrelConnections.Create(socket);
        try
        {
            await _handedOver.Writer.WriteAsync(connection);
        }
        catch (ChannelClosedException)
        {
            await connection.DisposeAsync();
        }
    }

    /// <summary>A connection whose request is not known yet; disposed when that takes too long.</summary>
    private sealed class FirstLook(Socket socket, long dueAt) : WheelEntry
    {
        internal override long DueAt => dueAt;

        internal override void OnDue() => socket.Dispose();
    }
}
