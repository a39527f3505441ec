using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace PresenceCluster.AdminConsole.Api;

/// <summary>
/// Calls <c>/v1</c> with the operator's token. An answer that is no success, or that takes too long, becomes an
/// <see cref="ApiFaultException"/>.
/// </summary>
public sealed class ApiClient(HttpClient http, TokenHolder tokens, TimeProvider time)
{
    // Longer than the service itself allows a call to take.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task<T> GetAsync<T>(string path, CancellationToken cancellation = default)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, body: null, ifMatch: null, cancellation);
        return await ReadAsync<T>(answer, cancellation);
    }

    public async Task<Versioned<T>> GetVersionedAsync<T>(string path, CancellationToken cancellation = default)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, body: null, ifMatch: null, cancellation);
        return new Versioned<T>(await ReadAsync<T>(answer, cancellation), answer.Headers.ETag?.Tag ?? "");
    }

    public async Task<T> PostAsync<T>(string path, object? body, CancellationToken cancellation = default)
    {
        using var answer = await SendAsync(HttpMethod.Post, path, body, ifMatch: null, cancellation);
        return await ReadAsync<T>(answer, cancellation);
    }

    public async Task PostAsync(string path, object? body, CancellationToken cancellation = default)
        => (await SendAsync(HttpMethod.Post, path, body, ifMatch: null, cancellation)).Dispose();

    public async Task PutAsync(string path, object body, string? ifMatch, CancellationToken cancellation = default)
        => (await SendAsync(HttpMethod.Put, path, body, ifMatch, cancellation)).Dispose();

    public async Task DeleteAsync(string path, string? ifMatch = null, CancellationToken cancellation = default)
        => (await SendAsync(HttpMethod.Delete, path, body: null, ifMatch, cancellation)).Dispose();

    /// <summary>Opens an answer that does not end, such as the feed of events. The caller disposes it.</summary>
    public Task<HttpResponseMessage> OpenStreamAsync(string path, CancellationToken cancellation)
        => SendAsync(HttpMethod.Get, path, body: null, ifMatch: null, cancellation);

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, object? body, string? ifMatch, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path);
        if (tokens.Token is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (ifMatch is { Length: > 0 })
            request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(ifMatch));
        if (body is not null)
            request.Content = JsonContent.Create(body, body.GetType(), options: ApiJson.Options);

        using var deadline = new Deadline(Patience, time, cancellation);
        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        }
        catch (Exception fault) when (fault is HttpRequestException || deadline.IsOver(fault))
        {
            throw Unreachable(fault);
        }

        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
        {
            var fault = new ApiFaultException(await ReadProblemAsync(answer, deadline), answer.Headers.ETag?.Tag);
            // A newer token may be in use by now; then the refusal of the older one means nothing.
            if (answer.StatusCode == HttpStatusCode.Unauthorized && !fault.IsWrongPassword && request.Headers.Authorization?.Parameter == tokens.Token)
                tokens.Refuse();
            throw fault;
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancellation)
    {
        using var deadline = new Deadline(Patience, time, cancellation);
        try
        {
            return await answer.Content.ReadFromJsonAsync<T>(ApiJson.Options, deadline.Token) ?? throw new JsonException("The answer is empty.");
        }
        catch (Exception fault) when (deadline.IsOver(fault))
        {
            throw Unreachable(fault);
        }
        catch (Exception fault) when (fault is JsonException or HttpRequestException or IOException)
        {
            throw new ApiFaultException(
                new ApiProblem { Status = (int)answer.StatusCode, Code = "unreadable", Title = "The answer cannot be read.", Detail = fault.Message });
        }
    }

    private static ApiFaultException Unreachable(Exception fault)
        => new(new ApiProblem { Code = "unreachable", Title = "The service does not answer.", Detail = fault.Message });

    private static async Task<ApiProblem> ReadProblemAsync(HttpResponseMessage answer, Deadline deadline)
    {
        var status = (int)answer.StatusCode;
        try
        {
            var problem = await answer.Content.ReadFromJsonAsync<ApiProblem>(ApiJson.Options, deadline.Token);
            return (problem ?? new ApiProblem()) with { Status = status };
        }
        catch (Exception fault) when (fault is JsonException or HttpRequestException or IOException || deadline.IsOver(fault))
        {
            // A program on the way, perhaps a proxy, has answered in a form of its own.
            return new ApiProblem { Status = status, Title = $"{status} {answer.ReasonPhrase}" };
        }
    }
}
