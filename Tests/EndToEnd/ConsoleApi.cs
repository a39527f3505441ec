using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>An operator that calls <c>/v1</c> without a browser, to prepare the data that the console shows.</summary>
internal sealed class ConsoleApi : IDisposable
{
    private readonly HttpClient _http;

    private ConsoleApi(Uri service) => _http = new HttpClient { BaseAddress = service, Timeout = TimeSpan.FromSeconds(30) };

    public static async Task<ConsoleApi> SignInAsync(Uri service, string name, string password)
    {
        var api = new ConsoleApi(service);
        var answer = await api.CallAsync(HttpMethod.Post, "/v1/sign-in", new { name, password });
        api._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)answer["token"]!);
        return api;
    }

    /// <summary>A call about the tests' app.</summary>
    public Task<JsonNode> SendAsync(HttpMethod method, string path, object? body = null) => CallAsync(method, $"/v1/apps/{TestApp.Id}{path}", body);

    /// <summary>Any call. Changes are made at any version.</summary>
    public async Task<JsonNode> CallAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        if (body is not null)
            request.Content = JsonContent.Create(body, body.GetType());
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    /// <summary>Puts a policy in force, with one device of each platform.</summary>
    public Task SetPolicyAsync(string policy) => SendAsync(HttpMethod.Put, "/login-policy", new { loginPolicy = policy, instanceCaps = new { } });

    public void Dispose() => _http.Dispose();
}
