using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>
/// A back end that receives webhooks over real HTTP and is at times no good: of every ten requests two are refused and one is taken
/// without the sender ever hearing of it. While <see cref="IsDown"/> it refuses all.
/// </summary>
internal sealed class FlakyReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _loop;
    private int _requests;

    public FlakyReceiver()
    {
        Url = $"http://127.0.0.1:{ServiceProcess.FreePorts(1)[0]}/events/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _loop = Task.Run(ReceiveAsync);
    }

    public string Url { get; }

    public bool IsDown { get; set; }

    public int Refused { get; private set; }

    /// <summary>Every event taken, in the order of arrival, repetitions included.</summary>
    public ConcurrentQueue<JsonNode> Taken { get; } = new();

    /// <summary>What was taken of a user, each event at its first arrival.</summary>
    public IReadOnlyList<JsonNode> FirstsOf(string userId)
        => [.. Taken.Where(one => (string?)one["userId"] == userId).DistinctBy(one => (string?)one["id"])];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }

    private async Task ReceiveAsync()
    {
        while (true)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException && !_listener.IsListening)
            {
                return;
            }
            catch (Exception fault) when (fault is HttpListenerException or IOException)
            {
                // The sender was killed in the middle of its request; the next one comes.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream);
        var body = JsonNode.Parse(await reader.ReadToEndAsync())!;
        var turn = Interlocked.Increment(ref _requests) % 10;
        var isRefused = IsDown || turn is 3 or 7;
        if (!isRefused)
        {
            foreach (var one in body["data"]!.AsArray())
                Taken.Enqueue(one!.DeepClone());
        }
        else
        {
            Refused++;
        }

        if (turn == 5 && !isRefused)
        {
            context.Response.Abort();
            return;
        }

        context.Response.StatusCode = isRefused ? 503 : 204;
        context.Response.Close();
    }
}
