using System.Net;
using System.Net.Sockets;

namespace PresenceCluster.Gateway.Doors;

/// <summary>Accepts sockets at one address until it is stopped. The fault of one socket does not end it.</summary>
internal sealed partial class AcceptLoop : IDisposable
{
    // After a failed accept the process is most likely out of file descriptors. The pause lets other connections close theirs.
    private static readonly TimeSpan FaultPause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _listener;
    private readonly Action<Socket> _take;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;

    /// <summary>Binds and starts.</summary>
    /// <param name="endPoint">The address and the port.</param>
    /// <param name="backlog">How many connections the kernel may hold for this loop.</param>
    /// <param name="take">Takes each socket over; must not block.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The door's log.</param>
    /// <exception cref="SocketException">The address cannot be opened.</exception>
    public AcceptLoop(IPEndPoint endPoint, int backlog, Action<Socket> take, TimeProvider time, ILogger log)
    {
        (_take, _time, _log) = (take, time, log);
        _listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // The wildcard of IPv6 stands for every address of the machine. Without this it would take no connection of IPv4.
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
                _listener.DualMode = true;
            _listener.Bind(endPoint);
            _listener.Listen(backlog);
        }
        catch (SocketException)
        {
            _listener.Dispose();
            throw;
        }

        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Stops accepting.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var stopped = _stopping.Token;
        while (!stopped.IsCancellationRequested)
        {
            try
            {
                TakeOver(await _listener.AcceptAsync(stopped));
            }
            catch (Exception) when (stopped.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // The outermost loop of a door: no fault closes it.
                LogAcceptFailed(fault, EndPoint);
                await Task.Delay(FaultPause, _time, CancellationToken.None);
            }
        }
    }

    private void TakeOver(Socket socket)
    {
        try
        {
            // Without this the kernel delays a small answer until the client has acknowledged the one before, up to 40 ms.
            socket.NoDelay = true;
            _take(socket);
        }
        catch (Exception fault)
        {
            socket.Dispose();
            // Otherwise it was reset before we got to it.
            if (fault is not (SocketException or ObjectDisposedException))
                throw;
            LogLost(fault, EndPoint);
        }
    }

    [LoggerMessage(3401, LogLevel.Error, "No connection could be accepted at {Address}; trying on.")]
    private partial void LogAcceptFailed(Exception fault, IPEndPoint address);

    [LoggerMessage(3402, LogLevel.Debug, "A connection at {Address} was gone before it was taken in.")]
    private partial void LogLost(Exception fault, IPEndPoint address);
}
