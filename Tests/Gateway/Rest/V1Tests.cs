using System.Net;
using System.Text.Json;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Events;
using PresenceCluster.Gateway.Rest.V1.Problems;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>The base of the tests of <c>/v1</c>: one host each, and checks of the problem documents.</summary>
public abstract class V1Tests : IAsyncLifetime
{
    private const int ProblemEvent = 4301;

    protected const string AppPath = "/v1/apps/1400000000";

    internal RestHost Host { get; private set; } = null!;

    public virtual async Task InitializeAsync() => Host = await RestHost.StartAsync(settings: Settings, streams: Configure);

    public async Task DisposeAsync() => await Host.DisposeAsync();

    private protected virtual AppSettings Settings => RestHost.Settings;

    private protected virtual void Configure(EventStreamOptions streams)
    {
    }

    /// <summary>The call was answered as expected; returns the body.</summary>
    internal static async Task<string> OkAsync(Task<HttpResponseMessage> asking)
    {
        using var response = await asking;
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"Expected 200, got {(int)response.StatusCode}: {body}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return body;
    }

    /// <summary>The call was refused with a problem of this kind, logged once, and nothing was changed. Returns the document.</summary>
    internal async Task<JsonElement> RefusedAsync(ProblemKind kind, Task<HttpResponseMessage> asking, int othersBefore = 0)
    {
        using var response = await asking;
        var body = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == kind.Status, $"Expected {kind.Status}, got {(int)response.StatusCode}: {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var document = JsonDocument.Parse(body);
        Assert.Equal(
            (kind.Code, kind.Type, kind.Title, kind.Status),
            (document.RootElement.GetProperty("code").GetString(), document.RootElement.GetProperty("type").GetString(),
                document.RootElement.GetProperty("title").GetString(), document.RootElement.GetProperty("status").GetInt32()));
        Assert.Equal(1 + othersBefore, Host.Log.Lines.Count(line => line.Event == ProblemEvent));
        Host.AssertNothingChanged();
        return document.RootElement.Clone();
    }

    internal static void AssertJson(string expected, string actual)
    {
        using var expectedDocument = JsonDocument.Parse(expected);
        using var actualDocument = JsonDocument.Parse(actual);
        Assert.True(JsonElement.DeepEquals(expectedDocument.RootElement, actualDocument.RootElement), $"Expected {expected}\nbut was {actual}");
    }
}
