using System.Net;
using System.Text.Json;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Tests.Gateway.Auth;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>An app's settings are read and changed under their ETag, and their keys never leave.</summary>
public sealed class V1SettingsTests : V1Tests
{
    private const string Policy = AppPath + "/login-policy";
    private const string DualPolicy = """{"loginPolicy":"Dual","instanceCaps":{}}""";
    private const string MinimalSettings = """{"name":"Renamed","administrators":["administrator"]}""";
    private static readonly string JwtKey = Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(value => (byte)value)]);

    // Two keys that end alike: their masks are the same text.
    private static readonly string OlderKey = new string('a', 60) + TestUserSig.Key[^4..];

    private protected override AppSettings Settings => RestHost.Settings with
    {
        SecretKeys = [TestUserSig.Key, OlderKey],
        Jwt = new JwtSettings { Issuer = "issuer", Audience = "audience", Keys = [JwtKey] },
    };

    [Theory]
    [InlineData(AppPath)]
    [InlineData(Policy)]
    public async Task Reading_carries_the_version_as_etag(string path)
    {
        using var response = await Host.AskAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("\"3\"", response.Headers.ETag?.ToString());
    }

    [Fact]
    public async Task Changing_the_policy_changes_nothing_else_and_answers_with_the_new_etag()
    {
        using var response = await Host.AskAsync(
            HttpMethod.Put, Policy, """{"loginPolicy":"Multi","instanceCaps":{"web":5}}""", ifMatch: "\"3\"");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("\"4\"", response.Headers.ETag?.ToString());
        AssertJson(
            """
            {"loginPolicy":"Multi","instanceCaps":{"android":1,"iPhone":1,"iPad":1,"harmonyOS":1,"windows":1,"mac":1,"linux":1,"web":5}}
            """,
            await response.Content.ReadAsStringAsync());
        var before = Settings;
        var after = Host.AppGrain.Current.Settings;
        Assert.Equal(new InstanceCaps { Web = 5 }, after.InstanceCaps);
        Assert.Equal(LoginPolicyKind.Multi, after.LoginPolicy);
        Assert.Equal(Settings.SecretKeys, after.SecretKeys.AsEnumerable());
        Assert.Equal((before.Name, before.Edition, before.Timings), (after.Name, after.Edition, after.Timings));
        Assert.Equal([JwtKey], after.Jwt!.Keys.AsEnumerable());
        Assert.False(Host.AppGrain.EnforcedNow);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task Client_status_is_switched_with_the_settings_and_shown(string value, bool expected)
    {
        var settings = $$"""{"name":"Renamed","administrators":["administrator"],"clientStatus":{{value}}}""";
        await OkAsync(Host.AskAsync(HttpMethod.Put, AppPath, settings, "\"3\""));

        using var shown = JsonDocument.Parse(await OkAsync(Host.AskAsync(HttpMethod.Get, AppPath)));

        Assert.Equal(expected, shown.RootElement.GetProperty("clientStatus").GetBoolean());
        Assert.Equal(expected, Host.AppGrain.Current.Settings.ClientStatus);
    }

    [Fact]
    public async Task Enforce_now_reaches_the_grain()
    {
        await OkAsync(Host.AskAsync(HttpMethod.Put, Policy + "?enforceNow=true", DualPolicy, ifMatch: "*"));

        Assert.True(Host.AppGrain.EnforcedNow);
    }

    [Theory]
    [InlineData(AppPath, MinimalSettings)]
    [InlineData(Policy, DualPolicy)]
    public async Task Change_without_if_match_is_answered_with_428(string path, string body)
        => await RefusedAsync(ProblemKind.VersionMissing, Host.AskAsync(HttpMethod.Put, path, body));

    [Theory]
    [InlineData("\"2\"")]
    [InlineData("W/\"3\"")]
    [InlineData("3")]
    [InlineData("\"x\"")]
    public async Task Change_from_another_version_is_answered_with_412_and_the_current_etag(string ifMatch)
    {
        using var response = await Host.AskAsync(HttpMethod.Put, Policy, DualPolicy, ifMatch: ifMatch);

        Assert.Equal(HttpStatusCode.PreconditionFailed, response.StatusCode);
        Assert.Equal("\"3\"", response.Headers.ETag?.ToString());
        Assert.Contains("\"code\":\"stale-version\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Host.AssertNothingChanged();
    }

    [Theory]
    [InlineData(Policy, """{"loginPolicy":"Dual","instanceCaps":{},"timings":{}}""")]
    [InlineData(Policy, """{"loginPolicy":"Dual","instanceCaps":{"toaster":1}}""")]
    [InlineData(Policy, """{"loginPolicy":"Dual","instanceCaps":{"web":1,"web":2}}""")]
    [InlineData(Policy, """{"loginPolicy":"Quadruple","instanceCaps":{}}""")]
    [InlineData(Policy, """{"loginPolicy":"Dual","instanceCaps":null}""")]
    [InlineData(Policy, """{"loginPolicy":"Dual"}""")]
    [InlineData(Policy, """{"instanceCaps":{}}""")]
    [InlineData(Policy, "not json")]
    [InlineData(AppPath, """{"name":"Renamed","colour":"blue"}""")]
    [InlineData(AppPath, """{"name":null}""")]
    [InlineData(AppPath, """{"name":"Renamed","secretKeys":null}""")]
    [InlineData(AppPath, """{"name":"Renamed","timings":{"pushOnlineRetention":7}}""")]
    public async Task Document_with_an_unknown_or_ill_typed_member_is_answered_with_400(string path, string body)
        => await RefusedAsync(ProblemKind.UnreadableBody, Host.AskAsync(HttpMethod.Put, path, body, "\"3\""));

    [Fact]
    public async Task Enforce_now_that_is_no_boolean_is_answered_with_400()
        => await RefusedAsync(ProblemKind.BadParameter, Host.AskAsync(HttpMethod.Put, Policy + "?enforceNow=2", DualPolicy, "\"3\""));

    [Fact]
    public async Task Settings_that_break_rules_are_answered_with_422_and_a_sentence_for_each()
    {
        var problem = await RefusedAsync(ProblemKind.InvalidSettings, Host.AskAsync(
            HttpMethod.Put, Policy, """{"loginPolicy":"Multi","instanceCaps":{"android":2,"mac":4,"web":11}}""", "\"3\""));

        Assert.Equal(
            [
                "instanceCaps: Android may be above 1 only in the Ultimate edition.",
                "instanceCaps: Mac must be 1 to 3, but is 4.",
                "instanceCaps: Web must be 1 to 10, but is 11.",
            ],
            problem.GetProperty("errors").EnumerateArray().Select(error => error.GetString()));
    }

    [Theory]
    [InlineData("""{"name":"Renamed","administrators":["administrator",null]}""", "administrators")]
    [InlineData("""{"name":"Renamed","secretKeys":[null]}""", "secretKeys")]
    [InlineData("""{"name":"Renamed","secretKeys":["short"]}""", "secretKeys")]
    [InlineData("""{"name":"Renamed","secretKeys":["****0000"]}""", "secretKeys")]
    [InlineData("""{"name":"Renamed","jwt":{"issuer":"","audience":"a","keys":["short"]}}""", "jwt.keys")]
    public async Task Settings_whose_lists_hold_what_they_may_not_are_answered_with_422(string body, string field)
    {
        var problem = await RefusedAsync(ProblemKind.InvalidSettings, Host.AskAsync(HttpMethod.Put, AppPath, body, "\"3\""));

        Assert.Contains(problem.GetProperty("errors").EnumerateArray(), error => error.GetString()!.StartsWith(field, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Change_without_secret_keys_keeps_them()
    {
        await OkAsync(Host.AskAsync(HttpMethod.Put, AppPath, MinimalSettings, "\"3\""));

        Assert.Equal("Renamed", Host.AppGrain.Current.Settings.Name);
        Assert.Equal(Settings.SecretKeys, Host.AppGrain.Current.Settings.SecretKeys.AsEnumerable());
    }

    [Fact]
    public async Task Settings_that_were_read_can_be_sent_back_and_keep_every_key()
    {
        var read = await OkAsync(Host.AskAsync(HttpMethod.Get, AppPath));

        await OkAsync(Host.AskAsync(HttpMethod.Put, AppPath, read, "\"3\""));

        Assert.Equal(Settings.SecretKeys, Host.AppGrain.Current.Settings.SecretKeys.AsEnumerable());
        Assert.Equal([JwtKey], Host.AppGrain.Current.Settings.Jwt!.Keys.AsEnumerable());
    }

    [Fact]
    public async Task New_key_goes_in_front_of_the_masked_ones()
    {
        var fresh = new string('f', 64);
        var mask = "****" + TestUserSig.Key[^4..];

        await OkAsync(Host.AskAsync(
            HttpMethod.Put, AppPath, $$"""{"administrators":["administrator"],"secretKeys":["{{fresh}}","{{mask}}"]}""", "\"3\""));

        Assert.Equal([fresh, TestUserSig.Key], Host.AppGrain.Current.Settings.SecretKeys.AsEnumerable());
    }

    [Fact]
    public async Task No_answer_ever_contains_a_key()
    {
        var fresh = new string('f', 60) + "9999";
        var answers = new List<string>
        {
            await OkAsync(Host.AskAsync(HttpMethod.Get, AppPath)),
            await OkAsync(Host.AskAsync(HttpMethod.Get, Policy)),
            await OkAsync(Host.AskAsync(
                HttpMethod.Put, AppPath, $$"""{"administrators":["administrator"],"secretKeys":["{{fresh}}"]}""", "\"3\"")),
            await OkAsync(Host.AskAsync(HttpMethod.Put, Policy, DualPolicy, "\"4\"")),
            await OkAsync(Host.AskAsync(HttpMethod.Get, AppPath + "/audit")),
        };
        using (var refused = await Host.AskAsync(HttpMethod.Put, AppPath, $$"""{"name":"","secretKeys":["{{fresh}}"]}""", "\"5\""))
            answers.Add(await refused.Content.ReadAsStringAsync());

        Assert.Contains("****" + TestUserSig.Key[^4..], answers[0], StringComparison.Ordinal);
        Assert.Contains("\"invalid-settings\"", answers[^1], StringComparison.Ordinal);
        foreach (var key in new[] { TestUserSig.Key, OlderKey, JwtKey, fresh })
        {
            Assert.DoesNotContain(answers, answer => answer.Contains(key[..^4], StringComparison.Ordinal));
            Assert.DoesNotContain(Host.Log.Lines, line => line.Text.Contains(key[..^4], StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Audit_says_who_changed_what_newest_first()
    {
        await OkAsync(Host.AskAsync(HttpMethod.Put, Policy, """{"loginPolicy":"Single","instanceCaps":{}}""", "\"3\""));
        await OkAsync(Host.AskAsync(HttpMethod.Put, Policy, """{"loginPolicy":"Triple","instanceCaps":{}}""", "\"4\""));

        using var audit = JsonDocument.Parse(await OkAsync(Host.AskAsync(HttpMethod.Get, AppPath + "/audit")));

        Assert.Equal(
            [(5, "administrator", "Single", "Triple"), (4, "administrator", "Dual", "Single")],
            audit.RootElement.GetProperty("entries").EnumerateArray().Select(entry => (
                entry.GetProperty("version").GetInt32(),
                entry.GetProperty("who").GetString()!,
                entry.GetProperty("before").GetProperty("loginPolicy").GetString()!,
                entry.GetProperty("after").GetProperty("loginPolicy").GetString()!)));
    }
}
