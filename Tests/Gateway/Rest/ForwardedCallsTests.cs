using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Doors;
using PresenceCluster.Gateway.Proxies;
using PresenceCluster.Gateway.Settings;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>One address of a client serves everything that the REST APIs do with it.</summary>
public sealed class ForwardedCallsTests
{
    private const string Client = "203.0.113.7";

    [Fact]
    public async Task Clients_of_one_proxy_do_not_share_the_limit_on_failed_sign_ins()
    {
        await using var host = await BehindAProxyAsync();
        await host.SignInAsync("alice", OperatorRole.Admin);
        for (var i = 0; i < 5; i++)
            await SignInAsync(host, "198.51.100.1", "wrong");

        Assert.Equal(HttpStatusCode.TooManyRequests, await SignInAsync(host, "198.51.100.1", RestHost.OperatorPassword));
        Assert.Equal(HttpStatusCode.OK, await SignInAsync(host, Client, RestHost.OperatorPassword));
    }

    [Fact]
    public async Task Audit_log_has_the_clients_address_for_both_apis()
    {
        await using var host = await BehindAProxyAsync();
        var token = await host.SignInAsync("alice", OperatorRole.Admin);

        await SendAsync(host, HttpMethod.Delete, "/v1/apps/1400000000/users/u1/sessions", ("Authorization", "Bearer " + token));
        await SendAsync(host, HttpMethod.Post, $"/v4/im_open_login_svc/kick?{RestHost.Query4()}", """{"UserID":"u1"}""");

        Assert.Equal([Client, Client], host.Audit.Entries.Select(entry => entry.Address));
    }

    [Fact]
    public async Task Document_names_the_scheme_that_clients_use()
    {
        await using var host = await BehindAProxyAsync();

        var body = await SendAsync(
            host, HttpMethod.Get, "/v1/openapi.json", (Forwarded.ProtoName, "https"), ("Host", "presence.example.com"));

        using var document = JsonDocument.Parse(body);
        Assert.Equal("https://presence.example.com/", document.RootElement.GetProperty("servers")[0].GetProperty("url").GetString());
    }

    private static Task<RestHost> BehindAProxyAsync() => RestHost.StartAsync(add: services =>
    {
        services.Configure<GatewayOptions>(options => options.TrustedProxies.Add("127.0.0.0/8"));
        services.AddSingleton<TrustedProxies>();
        services.AddSingleton<IStartupFilter, ForwardedRequests>();
    });

    private static async Task<HttpStatusCode> SignInAsync(RestHost host, string client, string password)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/sign-in")
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new { name = "alice", password })),
        };
        request.Headers.TryAddWithoutValidation(Forwarded.ForName, client);
        using var response = await host.Http.SendAsync(request);
        return response.StatusCode;
    }

    private static Task<string> SendAsync(RestHost host, HttpMethod method, string path, string body)
        => SendAsync(host, new HttpRequestMessage(method, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) });

    private static Task<string> SendAsync(RestHost host, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return SendAsync(host, request);
    }

    private static async Task<string> SendAsync(RestHost host, HttpRequestMessage request)
    {
        request.Headers.TryAddWithoutValidation(Forwarded.ForName, Client);
        using (request)
        {
            using var response = await host.Http.SendAsync(request);
            var body = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{request.RequestUri}: {response.StatusCode} {body}");
            return body;
        }
    }
}
