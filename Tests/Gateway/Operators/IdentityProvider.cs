using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using PresenceCluster.Gateway.Operators;
using PresenceCluster.Tests.EndToEnd;
using PresenceCluster.Tests.Gateway.Rest;

namespace PresenceCluster.Tests.Gateway.Operators;

/// <summary>
/// An identity provider over real HTTP on a port of its own: OpenID configuration, keys, tokens. It can be stopped and started again, and a
/// test can set any answer.
/// </summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    public const string Audience = "presence-console";

    private const string KeysPath = "/realm/keys";

    private readonly int _port = ServiceProcess.FreePorts(1)[0];
    private WebApplication? _web;

    public string Issuer => $"http://127.0.0.1:{_port}/realm";

    public string JwksUrl => $"http://127.0.0.1:{_port}{KeysPath}";

    /// <summary>The keys that are published at the moment.</summary>
    public List<SecurityKey> Published { get; } = [];

    /// <summary>How often the keys were asked for.</summary>
    public int KeysAsked { get; private set; }

    /// <summary>Paths that were asked for.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Answers to the paths that a test wants other answers to.</summary>
    public Dictionary<string, Func<HttpContext, Task>> Answers { get; } = [];

    public static RsaSecurityKey NewRsa(string id, int bits = 2048) => new(RSA.Create(bits)) { KeyId = id };

    public static ECDsaSecurityKey NewEcdsa(string id) => new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = id };

    public static string AlgorithmOf(SecurityKey key) => key is RsaSecurityKey ? SecurityAlgorithms.RsaSha256 : SecurityAlgorithms.EcdsaSha256;

    public ExternalIssuerOptions Options() => new() { Issuer = Issuer, Audience = Audience, JwksTimeout = TimeSpan.FromSeconds(5) };

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{_port}");
        builder.Logging.ClearProviders();
        _web = builder.Build();
        _web.Run(AnswerAsync);
        await _web.StartAsync();
    }

    /// <summary>Closes the port.</summary>
    public async Task StopAsync()
    {
        if (_web is null)
            return;
        await _web.StopAsync();
        await _web.DisposeAsync();
        _web = null;
    }

    /// <summary>A token of an administrator, good for an hour, unless a test changes it.</summary>
    public string Issue(SecurityKey key, string? algorithm = null, Action<SecurityTokenDescriptor>? change = null)
    {
        var token = new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = RestHost.Start.UtcDateTime,
            NotBefore = RestHost.Start.UtcDateTime,
            Expires = RestHost.Start.AddHours(1).UtcDateTime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = "alice@example.org", ["roles"] = new[] { "staff", "presence-admin" } },
            SigningCredentials = new SigningCredentials(key, algorithm ?? AlgorithmOf(key)),
        };
        change?.Invoke(token);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Asked.Enqueue(path);
        if (path == KeysPath)
            KeysAsked++;
        if (Answers.TryGetValue(path, out var answer))
            await answer(context);
        else if (path == KeysPath)
            await context.Response.WriteAsync(JsonSerializer.Serialize(new { keys = Published.Select(Publish) }));
        else if (path == "/realm/.well-known/openid-configuration")
            await context.Response.WriteAsync(JsonSerializer.Serialize(new { issuer = Issuer, jwks_uri = JwksUrl }));
        else
            context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private static Dictionary<string, string> Publish(SecurityKey key)
    {
        if (key is RsaSecurityKey rsa)
        {
            var parameters = rsa.Rsa.ExportParameters(includePrivateParameters: false);
            return new() { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = key.KeyId, ["n"] = Text(parameters.Modulus), ["e"] = Text(parameters.Exponent) };
        }

        var point = ((ECDsaSecurityKey)key).ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return new() { ["kty"] = "EC", ["use"] = "sig", ["kid"] = key.KeyId, ["crv"] = "P-256", ["x"] = Text(point.X), ["y"] = Text(point.Y) };
    }

    private static string Text(byte[]? bytes) => Base64UrlEncoder.Encode(bytes);
}
