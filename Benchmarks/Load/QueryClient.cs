using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PresenceCluster.Benchmarks.Load;

/// <summary>Posts the same request again and again over one HTTP connection and reads no more of the answers than their ends.</summary>
internal sealed class QueryClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _request;
    private readonly byte[] _answer = new byte[256 * 1024];
    private int _answerBytes;

    public QueryClient(IPEndPoint door, int users)
    {
        var ids = string.Join(',', Enumerable.Range(1, users).Select(number => $"\"{BenchmarkApp.UserId(number)}\""));
        var body = $$"""{"To_Account":[{{ids}}]}""";
        _request = Encoding.ASCII.GetBytes(
            $"POST /v4/openim/query_online_status?sdkappid={BenchmarkApp.Id}&identifier={BenchmarkApp.Administrator}"
            + $"&usersig={BenchmarkApp.UserSig(BenchmarkApp.Administrator)}&random=99999999&contenttype=json HTTP/1.1\r\n"
            + $"Host: localhost\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        _socket.Connect(door);
    }

    /// <summary>The last answer, headers and chunk lengths included.</summary>
    public string LastAnswer => Encoding.ASCII.GetString(_answer, 0, _answerBytes);

    /// <summary>One call; throws when it is not answered.</summary>
    public async Task AskAsync()
    {
        await _socket.SendAsync(_request.AsMemory());
        _answerBytes = 0;
        // The last chunk is empty; the answer is chunked because it is written before its length is known.
        while (!_answer.AsSpan(0, _answerBytes).EndsWith("\r\n0\r\n\r\n"u8))
        {
            var count = await _socket.ReceiveAsync(_answer.AsMemory(_answerBytes));
            if (count == 0)
                throw new InvalidOperationException($"The service closed the connection after: {LastAnswer}");
            _answerBytes += count;
        }
    }

    public void Dispose() => _socket.Dispose();
}
