using System.Buffers;
using System.Net.Sockets;
using PresenceCluster.Protocol;

namespace PresenceCluster.Tests.EndToEnd.Webhooks;

/// <summary>
/// One user with one device that comes and goes over real TCP sockets, one step at a time. It is lighter than <see cref="WireClient"/>, so
/// that a test can make hundreds of steps a second. It tolerates the errors of a cluster in trouble.
/// </summary>
internal sealed class ChurningUser(TestApp app, string userId, bool isPhone, Func<int> chooseDoor) : IDisposable
{
    private const int BufferBytes = 4 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly byte[] _buffer = new byte[BufferBytes];
    private Socket? _socket;
    private int _steps;

    public string UserId => userId;

    /// <summary>
    /// Logs in if it is out, else leaves: twice by a logout, then by closing the connection. Returns false when that failed.
    /// </summary>
    public async Task<bool> StepAsync()
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            if (_socket is null)
                return await LogInAsync(patience.Token);
            if (_steps++ % 3 < 2)
                await LogOutAsync(_socket, patience.Token);
            Leave();
            return true;
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException or IOException)
        {
            // A process was killed, or did not answer in time: the next step begins from the start.
            Leave();
            return false;
        }
    }

    public void Dispose() => Leave();

    private async Task<bool> LogInAsync(CancellationToken cancellationToken)
    {
        _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await _socket.ConnectAsync("127.0.0.1", chooseDoor(), cancellationToken);
        await SendAsync(_socket, new ClientFrame { Login = app.Login(userId, isPhone ? "Android" : "Web", "device") }, cancellationToken);
        using var reader = WireFormat.Tcp.CreateClientReader();
        for (var count = 0; ;)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(count), cancellationToken);
            if (received == 0)
                break;
            count += received;
            var read = reader.TryRead(_buffer.AsSpan(0, count), BufferBytes);
            if (read.Kind == FrameReadKind.NeedMore)
                continue;
            if (WireFormat.Tcp.Codec.TryDecode(read.Payload, out ServerFrame? answer) && answer!.LoginResult is not null)
                return true;
            break;
        }

        Leave();
        return false;
    }

    private async Task LogOutAsync(Socket socket, CancellationToken cancellationToken)
    {
        await SendAsync(socket, new ClientFrame { Logout = new Logout() }, cancellationToken);
        while (await socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken) > 0)
        {
            // The kind of answer does not matter: the gateway closes the connection of a session that is over.
        }
    }

    private void Leave()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private static async Task SendAsync(Socket socket, ClientFrame frame, CancellationToken cancellationToken)
    {
        var bytes = new ArrayBufferWriter<byte>();
        WireFormat.Tcp.Write(frame, bytes);
        await socket.SendAsync(bytes.WrittenMemory, cancellationToken);
    }
}
