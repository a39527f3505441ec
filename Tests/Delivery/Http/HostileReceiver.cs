using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PresenceCluster.Tests.Delivery.Http;

/// <summary>A receiver on a raw socket: it reads a POST and then behaves as the test wants, unlike a correct server.</summary>
internal sealed class HostileReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<NetworkStream, CancellationToken, Task> _answer;
    private readonly Task _accepting;
    private int _connections;

    public HostileReceiver(Func<NetworkStream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hook";

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Answers every POST with these bytes.</summary>
    public static HostileReceiver Saying(string answer)
        => new((stream, cancellationToken) => stream.WriteAsync(Encoding.UTF8.GetBytes(answer), cancellationToken).AsTask());

    /// <summary>Never answers.</summary>
    public static HostileReceiver Silent()
        => new((_, cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        Interlocked.Increment(ref _connections);
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (await ReadPostAsync(stream))
                    await _answer(stream, _stopping.Token);
            }
            catch (Exception fault) when (fault is IOException or OperationCanceledException)
            {
                // The sender hung up, or the test is over.
            }
        }
    }

    // The sender writes Content-Length and body together, so the body follows the end of the head.
    private async Task<bool> ReadPostAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, _stopping.Token);
            if (read == 0)
                return false;
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
            if (IsWhole(text.ToString()))
                return true;
        }
    }

    private static bool IsWhole(string post)
    {
        const string LengthHeader = "Content-Length: ";
        var end = post.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var length = post.IndexOf(LengthHeader, StringComparison.OrdinalIgnoreCase);
        if (end < 0 || length < 0)
            return false;
        var digits = post[(length + LengthHeader.Length)..post.IndexOf("\r\n", length, StringComparison.Ordinal)];
        return post.Length - end - 4 >= int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
    }
}
