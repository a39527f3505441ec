using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>The first hour of an operator with a real process: the printed password, a better one, an app, a restart.</summary>
public sealed partial class OperatorTests : IDisposable
{
    private const string Password = "staple battery horse";

    private readonly string _directory = Directory.CreateTempSubdirectory("presence-e2e-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task First_administrator_signs_in_with_the_printed_password_and_outlives_a_restart()
    {
        string secret;
        await using (var service = await StartAsync())
        {
            await Eventually.IsTrueAsync(() => OneTimePassword().IsMatch(service.Output), "the one-time password is printed");
            using var http = new HttpClient { BaseAddress = service.Http };
            await SignInAsync(http, OneTimePassword().Match(service.Output).Groups[1].Value);
            Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync(new Uri("/v1/apps", UriKind.Relative))).StatusCode);

            var answer = await PostAsync(http, "/v1/me/password", new JsonObject
            {
                ["current"] = OneTimePassword().Match(service.Output).Groups[1].Value,
                ["new"] = Password,
            });
            Authorize(http, answer);
            var created = await PostAsync(http, "/v1/apps", new JsonObject { ["id"] = 1400000088, ["name"] = "Made by hand" });
            secret = created["secretKey"]!.GetValue<string>();
            Assert.Equal(0, await service.StopAsync());
        }

        await using var again = await StartAsync();
        using var client = new HttpClient { BaseAddress = again.Http };
        await SignInAsync(client, Password);
        var apps = JsonNode.Parse(await client.GetStringAsync(new Uri("/v1/apps", UriKind.Relative)))!["apps"]!.AsArray();
        Assert.Contains(apps, app => app!["name"]!.GetValue<string>() == "Made by hand");
        Assert.DoesNotContain(secret, await client.GetStringAsync(new Uri("/v1/apps/1400000088", UriKind.Relative)), StringComparison.Ordinal);
        Assert.DoesNotMatch(OneTimePassword(), again.Output);
    }

    [Fact]
    public async Task Configured_password_needs_no_change_and_is_not_printed()
    {
        await using var service = await StartAsync($"--Console:FirstAdminPassword={Password}");
        using var http = new HttpClient { BaseAddress = service.Http };
        await Eventually.IsTrueAsync(
            async () =>
            {
                using var answer = await http.PostAsync(
                    new Uri("/v1/sign-in", UriKind.Relative), Json(new JsonObject { ["name"] = "admin", ["password"] = Password }));
                return answer.IsSuccessStatusCode;
            },
            "the configured password opens the console");
        await SignInAsync(http, Password);

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/v1/operators", UriKind.Relative))).StatusCode);
        Assert.DoesNotContain(Password, service.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex("one-time password (\\w{20})")]
    private static partial Regex OneTimePassword();

    private static StringContent Json(JsonObject body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    private static async Task SignInAsync(HttpClient http, string password)
        => Authorize(http, await PostAsync(http, "/v1/sign-in", new JsonObject { ["name"] = "admin", ["password"] = password }));

    private static void Authorize(HttpClient http, JsonObject answer)
        => http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", answer["token"]!.GetValue<string>());

    private static async Task<JsonObject> PostAsync(HttpClient http, string path, JsonObject body)
    {
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), Json(body));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    private Task<ServiceProcess> StartAsync(params string[] settings)
        => ServiceProcess.Start("Silo", _directory, [.. TestApp.Seed(), .. settings]).WhenReadyAsync();
}
