using System.Collections.Concurrent;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>Reads a live stream as a receiver does, line by line.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly Task _reading;

    private EventReader(HttpResponseMessage response)
    {
        _response = response;
        _reading = ReadAsync();
    }

    public ConcurrentQueue<string> Lines { get; } = new();

    public string? MediaType => _response.Content.Headers.ContentType?.MediaType;

    /// <summary>Whether the server has ended the stream.</summary>
    public bool IsEnded => _reading.IsCompleted;

    /// <summary>The ids of the events, in the order of their arrival; the first is the position where the stream began.</summary>
    public IEnumerable<string> Ids => Lines.Where(line => line.StartsWith("id: ", StringComparison.Ordinal)).Select(line => line[4..]);

    public static async Task<EventReader> OpenAsync(HttpClient http, string userSig, string path, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + userSig);
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return new EventReader(response);
    }

    public async ValueTask DisposeAsync()
    {
        _response.Dispose();
        await _reading;
    }

    private async Task ReadAsync()
    {
        try
        {
            using var reader = new StreamReader(await _response.Content.ReadAsStreamAsync());
            while (await reader.ReadLineAsync() is { } line)
                Lines.Enqueue(line);
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or ObjectDisposedException or OperationCanceledException)
        {
            // Ended by either side.
        }
    }
}
