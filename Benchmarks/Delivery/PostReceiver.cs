using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace PresenceCluster.Benchmarks.Delivery;

/// <summary>
/// Takes HTTP POSTs with a Content-Length on kept connections, hands over their bodies and answers 204: as little work as there can
/// be, so that the sender is what is measured.
/// </summary>
internal sealed class PostReceiver : IAsyncDisposable
{
    private const int BufferBytes = 256 * 1024;

    private static readonly byte[] Answer = "HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray();

    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly Task _accepting;

    public PostReceiver()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        Url = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/events";
        _accepting = AcceptAsync();
    }

    /// <summary>Takes the body of a request; called by many connections at once.</summary>
    public delegate void Taker(ReadOnlySpan<byte> body);

    public string Url { get; }

    public Taker? Take { get; set; }

    /// <summary>What was wrong with a request, if anything was.</summary>
    public InvalidOperationException? Fault { get; private set; }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var socket = await _listener.AcceptAsync();
                socket.NoDelay = true;
                _ = Task.Run(() => ServeAsync(socket));
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            var buffer = new byte[BufferBytes];
            var count = 0;
            try
            {
                while (await socket.ReceiveAsync(buffer.AsMemory(count)) is > 0 and var received)
                {
                    count += received;
                    for (var taken = TakeOne(buffer.AsSpan(0, count)); taken > 0; taken = TakeOne(buffer.AsSpan(0, count)))
                    {
                        buffer.AsSpan(taken, count - taken).CopyTo(buffer);
                        count -= taken;
                        await socket.SendAsync(Answer.AsMemory());
                    }
                }
            }
            catch (SocketException)
            {
                // The sender has gone.
            }
            catch (InvalidOperationException fault)
            {
                Fault = fault;
            }
        }
    }

    /// <summary>The length of the first request, once it is there whole; else 0.</summary>
    private int TakeOne(ReadOnlySpan<byte> received)
    {
        var head = received.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return 0;
        var length = received.IndexOf("Content-Length: "u8);
        if (length < 0 || length > head || !Utf8Parser.TryParse(received[(length + 16)..], out int bodyBytes, out _))
            throw new InvalidOperationException("A request without Content-Length.");
        var body = received[(head + 4)..];
        if (body.Length < bodyBytes)
            return 0;
        Take?.Invoke(body[..bodyBytes]);
        return head + 4 + bodyBytes;
    }
}
