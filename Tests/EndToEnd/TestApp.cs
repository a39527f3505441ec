using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using PresenceCluster.Client;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>One app as its back end sees it: issues UserSigs and calls the Tencent-compatible REST APIs of a running service.</summary>
internal sealed class TestApp(Uri service) : IDisposable
{
    public const uint Id = 1400000077;
    public const string Key = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";
    public const string Administrator = "administrator";

    /// <summary>The status of a user who has never logged in and was not imported.</summary>
    public const string Unknown = "unknown";

    private readonly HttpClient _http = new() { BaseAddress = service, Timeout = TimeSpan.FromSeconds(10) };
    private readonly UserSigIssuer _issuer = new(Id, Key);

    public HttpClient Http => _http;

    /// <summary>
    /// The settings that seed the app on the service's command line. On dual platform a page stays beside a phone.
    /// </summary>
    public static IEnumerable<string> Seed(params string[] more) =>
    [
        $"--Apps:Seed:0:Id={Id}",
        "--Apps:Seed:0:Name=Tests",
        $"--Apps:Seed:0:SecretKeys:0={Key}",
        $"--Apps:Seed:0:Administrators:0={Administrator}",
        "--Apps:Seed:0:LoginPolicy=Dual",
        .. more.Select(setting => $"--Apps:Seed:0:{setting}"),
    ];

    public string UserSig(string userId) => _issuer.Issue(userId);

    public Login Login(string userId, string platform, string device) => new()
    {
        AppId = Id,
        UserId = userId,
        Platform = platform,
        DeviceId = device,
        UserSig = UserSig(userId),
    };

    /// <summary>Posts to a Tencent-compatible API without a Content-Type, as several existing clients do.</summary>
    public async Task<JsonObject> PostAsync(string command, string body)
    {
        var url = $"/v4/{command}?sdkappid={Id}&identifier={Administrator}&usersig={UserSig(Administrator)}&random=99999999&contenttype=json";
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        using var response = await _http.PostAsync(new Uri(url, UriKind.Relative), content);
        Assert.Equal(200, (int)response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }

    /// <summary>One user's entry in <c>QueryResult</c>, with details.</summary>
    public async Task<JsonObject> QueryAsync(string userId) => Result(await AskAsync(userId));

    /// <summary>
    /// Status and details in one line, such as <c>Online [Android Online, Web Online]</c>, or <see cref="Unknown"/>.
    /// </summary>
    public async Task<string> StatusAsync(string userId)
    {
        var answer = await AskAsync(userId);
        if (answer["ErrorCode"]!.GetValue<int>() == 70107)
            return Unknown;
        var result = Result(answer);
        var devices = (result["Detail"]?.AsArray() ?? []).Select(device => $"{device!["Platform"]} {device["Status"]}").Order(StringComparer.Ordinal);
        return $"{result["Status"]} [{string.Join(", ", devices)}]";
    }

    /// <summary>Waits until a query shows a status, as <see cref="StatusAsync"/> writes it.</summary>
    public Task WhenStatusAsync(string userId, string expected, TimeSpan? within = null)
        => Eventually.IsTrueAsync(async () => await StatusAsync(userId) == expected, $"the query shows {userId} as {expected}", within);

    /// <summary>The user's events as <c>/v1</c> tells them, the oldest first. They miss nothing, however short a status lasted.</summary>
    public async Task<JsonNode[]> EventsAsync(string userId)
        => [.. (await GetAsync($"/users/{userId}/events"))["events"]!.AsArray().Reverse().Select(one => one!)];

    /// <summary>What an event of <c>/v1</c> did: its action and the status before and after.</summary>
    public static string Describe(JsonNode? one) => $"{one!["action"]} {one["status"]!["before"]} {one["status"]!["after"]}";

    /// <summary>What <c>/v1</c> answers to the app's administrator.</summary>
    /// <param name="path">The path below the app's.</param>
    public async Task<JsonNode> GetAsync(string path)
    {
        using var request = Authorized(HttpMethod.Get, $"/v1/apps/{Id}{path}");
        using var response = await _http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, body);
        return JsonNode.Parse(body)!;
    }

    /// <summary>Since when the user's first device has had its present status.</summary>
    public async Task<DateTimeOffset> SinceAsync(string userId)
    {
        var presence = await GetAsync($"/users/{userId}/presence");
        return presence["devices"]![0]!["since"]!.GetValue<DateTimeOffset>();
    }

    /// <summary>A request to <c>/v1</c> by the app's administrator.</summary>
    public HttpRequestMessage Authorized(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", UserSig(Administrator));
        return request;
    }

    public void Dispose() => _http.Dispose();

    private static JsonObject Result(JsonObject answer)
    {
        Assert.True(answer["ErrorCode"]!.GetValue<int>() == 0, answer.ToJsonString());
        return answer["QueryResult"]![0]!.AsObject();
    }

    private Task<JsonObject> AskAsync(string userId)
        => PostAsync("openim/query_online_status", $$"""{"To_Account":["{{userId}}"],"IsNeedDetail":1}""");
}
