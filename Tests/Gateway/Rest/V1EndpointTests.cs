using System.Net;
using System.Text.Json;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Tests.Delivery;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>Webhook endpoints are created, changed and removed under the settings' ETag, and their secrets are shown once.</summary>
public sealed class V1EndpointTests : V1Tests
{
    private const string Endpoints = AppPath + "/endpoints";
    private const string NewEndpoint = """{"url":"https://a.example/hook"}""";
    private static readonly string Secret = WebhookSecret.Encode(new byte[32]);

    private static readonly WebhookEndpoint Existing = new()
    {
        Id = "e1",
        Url = "https://a.example/first",
        Secrets = [Secret],
        Events = [StatusAction.Login],
        StartAfter = new EventPosition(7, 8),
    };

    private static readonly WebhookEndpoint Tencent = new()
    {
        Id = "e2",
        Url = "https://a.example/",
        Format = WebhookFormat.Tencent,
        Secrets = ["token-of-before"],
    };

    private protected override AppSettings Settings => RestHost.Settings with { Endpoints = [Existing, Tencent] };

    [Fact]
    public async Task Endpoint_is_created_at_the_end_of_the_log_with_an_id_and_a_secret_that_is_shown_once()
    {
        Host.Events.Add(EventExamples.Recorded(EventExamples.Login(Platform.Web), number: 42));

        using var response = await Host.AskAsync(HttpMethod.Post, Endpoints, NewEndpoint);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("\"4\"", response.Headers.ETag?.ToString());
        using var shown = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var stored = Host.AppGrain.Current.Settings.Endpoints[^1];
        Assert.Equal($"{Endpoints}/{stored.Id}", response.Headers.Location?.ToString());
        Assert.Equal(stored.Secrets[0], shown.RootElement.GetProperty("secrets")[0].GetString());
        Assert.Equal((new EventPosition(3, 42), WebhookFormat.Native, true), (stored.StartAfter, stored.Format, stored.Enabled));
        Assert.True(WebhookSecret.IsValid(stored.Secrets[0]));
        Assert.DoesNotContain(stored.Secrets[0], await OkAsync(Host.AskAsync(HttpMethod.Get, $"{Endpoints}/{stored.Id}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_may_begin_at_an_earlier_position_to_replay()
    {
        using var response = await Host.AskAsync(HttpMethod.Post, Endpoints, """{"url":"https://a.example/","startAfter":"3-4"}""");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(new EventPosition(3, 4), Host.AppGrain.Current.Settings.Endpoints[^1].StartAfter);
    }

    [Fact]
    public async Task Callback_of_the_Tencent_format_needs_no_token()
    {
        using var response = await Host.AskAsync(HttpMethod.Post, Endpoints, """{"url":"http://a.example/","format":"Tencent"}""");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Empty(Host.AppGrain.Current.Settings.Endpoints[^1].Secrets);
    }

    [Fact]
    public async Task Address_that_the_silos_refuse_is_stored_with_a_warning_that_says_what_to_set()
    {
        using var created = await Host.AskAsync(HttpMethod.Post, Endpoints, """{"url":"http://private.example/"}""");

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        using var shown = JsonDocument.Parse(await created.Content.ReadAsStringAsync());
        Assert.Equal("Set Webhooks:AllowedNetworks.", shown.RootElement.GetProperty("warning").GetString());
        Assert.Equal(Host.AppGrain.Current.Settings.Endpoints[^1].Id, shown.RootElement.GetProperty("id").GetString());
        using var changed = JsonDocument.Parse(
            await OkAsync(Host.AskAsync(HttpMethod.Put, Endpoints + "/e1", """{"url":"http://private.example/"}""", "*")));
        Assert.Equal("Set Webhooks:AllowedNetworks.", changed.RootElement.GetProperty("warning").GetString());
        Assert.Equal(2, Host.Log.Lines.Count(line => line.Text.Contains("Set Webhooks:AllowedNetworks.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Endpoint_is_stored_without_a_warning_while_no_silo_judges_its_address()
    {
        using var created = await Host.AskAsync(HttpMethod.Post, Endpoints, """{"url":"http://silent.example/"}""");

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.DoesNotContain("warning", await created.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repetition_is_the_default_and_can_be_switched_off()
    {
        Assert.True(Host.AppGrain.Current.Settings.Endpoints[0].Retry);

        await OkAsync(Host.AskAsync(HttpMethod.Put, Endpoints + "/e1", """{"url":"https://b.example/","retry":false}""", "*"));

        Assert.False(Host.AppGrain.Current.Settings.Endpoints[0].Retry);
    }

    [Theory]
    [InlineData("""{"url":"https://a.example/","id":"mine"}""", "id is given")]
    [InlineData("""{"url":"ftp://a.example/"}""", "url must")]
    [InlineData("{}", "url must")]
    [InlineData("""{"url":"https://a.example/","secrets":["short"]}""", "secrets must")]
    [InlineData("""{"url":"https://a.example/","format":"Tencent","batchMax":5}""", "batchMax must")]
    public async Task Endpoint_that_breaks_rules_is_answered_with_422(string body, string error)
    {
        var problem = await RefusedAsync(ProblemKind.InvalidSettings, Host.AskAsync(HttpMethod.Post, Endpoints, body));

        Assert.StartsWith(error, Assert.Single(problem.GetProperty("errors").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"url":"https://a.example/","colour":"blue"}""")]
    [InlineData("""{"url":"https://a.example/","startAfter":7}""")]
    [InlineData("""{"url":"https://a.example/","events":["Sneeze"]}""")]
    public async Task Endpoint_with_an_unknown_or_ill_typed_member_is_answered_with_400(string body)
        => await RefusedAsync(ProblemKind.UnreadableBody, Host.AskAsync(HttpMethod.Post, Endpoints, body));

    [Fact]
    public async Task Change_keeps_secrets_id_and_where_events_began()
    {
        var read = await OkAsync(Host.AskAsync(HttpMethod.Get, Endpoints + "/e1"));
        Assert.DoesNotContain(Secret, read, StringComparison.Ordinal);

        await OkAsync(Host.AskAsync(HttpMethod.Put, Endpoints + "/e1", """{"url":"https://b.example/","enabled":false,"startAfter":"1-1"}""", "\"3\""));
        var changed = Host.AppGrain.Current.Settings.Endpoints[0];
        Assert.Equal(("e1", "https://b.example/", false, Existing.StartAfter), (changed.Id, changed.Url, changed.Enabled, changed.StartAfter));
        Assert.Equal([Secret], changed.Secrets.AsEnumerable());

        await OkAsync(Host.AskAsync(HttpMethod.Put, Endpoints + "/e1", read, "*"));
        Assert.Equal(Describe(Existing), Describe(Host.AppGrain.Current.Settings.Endpoints[0]));
    }

    [Theory]
    [InlineData("PUT", """{"url":"https://b.example/"}""")]
    [InlineData("DELETE", null)]
    public async Task Change_without_if_match_is_answered_with_428(string method, string? body)
        => await RefusedAsync(ProblemKind.VersionMissing, Host.AskAsync(new HttpMethod(method), Endpoints + "/e1", body));

    [Theory]
    [InlineData("PUT", "", """{"url":"https://b.example/"}""")]
    [InlineData("DELETE", "", null)]
    [InlineData("POST", "/rotate-secret", null)]
    public async Task Change_from_another_version_is_answered_with_412(string method, string path, string? body)
        => await RefusedAsync(ProblemKind.StaleVersion, Host.AskAsync(new HttpMethod(method), Endpoints + "/e1" + path, body, "\"2\""));

    [Theory]
    [InlineData("GET", "/no")]
    [InlineData("PUT", "/no")]
    [InlineData("DELETE", "/no")]
    [InlineData("POST", "/no/rotate-secret")]
    [InlineData("GET", "/no/state")]
    [InlineData("POST", "/no/test")]
    [InlineData("GET", "/no/dead-letters")]
    public async Task Unknown_endpoint_is_answered_with_404(string method, string path)
        => await RefusedAsync(ProblemKind.UnknownEndpoint, Host.AskAsync(new HttpMethod(method), Endpoints + path, "{}", "*"));

    [Fact]
    public async Task Removed_endpoint_is_gone_and_the_others_stay()
    {
        using var response = await Host.AskAsync(HttpMethod.Delete, Endpoints + "/e1", ifMatch: "\"3\"");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(["e2"], Host.AppGrain.Current.Settings.Endpoints.Select(endpoint => endpoint.Id));
    }

    [Fact]
    public async Task Rotation_puts_a_new_secret_before_the_one_in_use_and_drops_what_was_before_that()
    {
        var first = await RotateAsync("e1");
        Assert.Equal([first, Secret], Host.AppGrain.Current.Settings.Endpoints[0].Secrets.AsEnumerable());

        var second = await RotateAsync("e1");
        Assert.Equal([second, first], Host.AppGrain.Current.Settings.Endpoints[0].Secrets.AsEnumerable());
    }

    [Fact]
    public async Task Rotation_of_a_Tencent_token_replaces_it()
        => Assert.Equal([await RotateAsync("e2")], Host.AppGrain.Current.Settings.Endpoints[1].Secrets.AsEnumerable());

    [Fact]
    public async Task Settings_as_a_whole_keep_the_endpoints_and_refuse_to_change_them()
    {
        var read = await OkAsync(Host.AskAsync(HttpMethod.Get, AppPath));
        await RefusedAsync(
            ProblemKind.InvalidSettings, Host.AskAsync(HttpMethod.Put, AppPath, read.Replace("/first", "/other", StringComparison.Ordinal), "\"3\""));

        await OkAsync(Host.AskAsync(HttpMethod.Put, AppPath, read, "\"3\""));
        await OkAsync(Host.AskAsync(HttpMethod.Put, AppPath, """{"administrators":["administrator"]}""", "\"4\""));

        Assert.Equal(Settings.Endpoints.Select(Describe), Host.AppGrain.Current.Settings.Endpoints.Select(Describe));
    }

    [Fact]
    public async Task No_answer_but_that_of_the_creation_contains_a_secret()
    {
        foreach (var path in new[] { AppPath, Endpoints, Endpoints + "/e1", Endpoints + "/e2", AppPath + "/audit" })
        {
            var answer = await OkAsync(Host.AskAsync(HttpMethod.Get, path));
            Assert.DoesNotContain(Secret[..^4], answer, StringComparison.Ordinal);
            Assert.DoesNotContain("token-of-", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Creation_and_change_stand_in_the_audit()
    {
        using (await Host.AskAsync(HttpMethod.Post, Endpoints, NewEndpoint))
        using (await Host.AskAsync(HttpMethod.Delete, Endpoints + "/e1", ifMatch: "*"))
        {
            using var audit = JsonDocument.Parse(await OkAsync(Host.AskAsync(HttpMethod.Get, AppPath + "/audit")));

            Assert.Equal(
                [(3, 2), (2, 3)],
                audit.RootElement.GetProperty("entries").EnumerateArray().Select(entry => (
                    entry.GetProperty("before").GetProperty("endpoints").GetArrayLength(),
                    entry.GetProperty("after").GetProperty("endpoints").GetArrayLength())));
        }
    }

    private static string Describe(WebhookEndpoint endpoint)
        => $"{endpoint with { Secrets = [], Events = [] }} {string.Join(' ', endpoint.Secrets)} {string.Join(' ', endpoint.Events)}";

    private async Task<string> RotateAsync(string id)
    {
        using var answer = JsonDocument.Parse(await OkAsync(Host.AskAsync(HttpMethod.Post, $"{Endpoints}/{id}/rotate-secret")));
        return answer.RootElement.GetProperty("secret").GetString()!;
    }
}
