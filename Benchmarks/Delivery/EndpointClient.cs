using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PresenceCluster.Benchmarks.Load;

namespace PresenceCluster.Benchmarks.Delivery;

/// <summary>Adds and removes webhook endpoints over the service's own routes.</summary>
internal sealed class EndpointClient : IDisposable
{
    // Behind nothing: a replay of the whole log. The log's beginning itself stands for "from now on".
    private const string Everything = "0-1";

    private readonly HttpClient _http;

    public EndpointClient(IPEndPoint door)
    {
        _http = new HttpClient { BaseAddress = new Uri($"http://{door}/v1/apps/{BenchmarkApp.Id}/") };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", BenchmarkApp.UserSig(BenchmarkApp.Administrator));
    }

    public async Task<string> AddAsync(string url, int batchMax, int concurrency, bool replays)
    {
        var endpoint = new JsonObject { ["url"] = url, ["format"] = "Native", ["batchMax"] = batchMax, ["concurrency"] = concurrency };
        if (replays)
            endpoint["startAfter"] = Everything;
        using var response = await _http.PostAsJsonAsync("endpoints", endpoint);
        response.EnsureSuccessStatusCode();
        return (string)(await response.Content.ReadFromJsonAsync<JsonNode>())!["id"]!;
    }

    public async Task RemoveAsync(string id)
    {
        using var settings = await _http.GetAsync(new Uri("", UriKind.Relative));
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"endpoints/{id}") { Headers = { IfMatch = { settings.Headers.ETag! } } };
        using var response = await _http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();
}
