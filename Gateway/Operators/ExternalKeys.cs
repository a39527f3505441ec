using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using PresenceCluster.Gateway.Auth;

namespace PresenceCluster.Gateway.Operators;

/// <summary>
/// The public keys of the external issuer: the configured one, or those that it publishes. Published keys are fetched again when they are
/// old, and earlier when a token names an unknown one. While the issuer does not answer, the keys fetched last stay in use.
/// </summary>
internal sealed partial class ExternalKeys : IDisposable
{
    internal const int DocumentBytesMax = 256 * 1024;
    internal const int KeysMax = 64;

    internal static readonly TimeSpan EarlyRefreshPause = TimeSpan.FromSeconds(30);

    private const string DiscoveryPath = "/.well-known/openid-configuration";

    private readonly ExternalIssuerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ExternalKeys> _log;
    private readonly HttpClient _http;
    private readonly Lock _gate = new();
    private Task _fetching = Task.CompletedTask;
    private volatile Fetched _known;

    public ExternalKeys(IOptions<ConsoleOptions> options, TimeProvider time, ILogger<ExternalKeys> log)
    {
        (_options, _time, _log) = (options.Value.ExternalIssuer, time, log);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None })
        {
            Timeout = _options.JwksTimeout,
            MaxResponseContentBufferSize = DocumentBytesMax,
        };
        var configured = _options.PublicKey.Length > 0 ? JwtKey.TryParse(_options.PublicKey) : null;
        _known = new Fetched(configured is null ? [] : [configured], TriedAt: null);
    }

    public async ValueTask<IReadOnlyList<SecurityKey>> GetAsync(string? keyId, CancellationToken cancellationToken)
    {
        if (_options.PublicKey.Length == 0 && IsOld(keyId))
            await Fetching(keyId).WaitAsync(cancellationToken);
        return _known.Keys;
    }

    public void Dispose() => _http.Dispose();

    // One fetch serves all callers. A caller that leaves does not cancel it: otherwise hanging up would evade the pause.
    private Task Fetching(string? keyId)
    {
        lock (_gate)
        {
            if (_fetching.IsCompleted && IsOld(keyId))
                _fetching = RefreshAsync();
            return _fetching;
        }
    }

    private bool IsOld(string? keyId)
    {
        if (_known is not { TriedAt: { } triedAt } known)
            return true;
        var hasKey = known.Keys.Count > 0 && (string.IsNullOrEmpty(keyId) || known.Keys.Any(key => key.KeyId == keyId));
        return _time.GetElapsedTime(triedAt) >= (hasKey ? _options.JwksRefreshPeriod : EarlyRefreshPause);
    }

    private async Task RefreshAsync()
    {
        var keys = _known.Keys;
        try
        {
            keys = await FetchAsync();
        }
        catch (Exception fault) when (
            fault is HttpRequestException or OperationCanceledException or ArgumentException or InvalidOperationException or JsonException)
        {
            LogFetchFailed(fault, _options.Issuer);
        }

        _known = new Fetched(keys, _time.GetTimestamp());
    }

    private async Task<IReadOnlyList<SecurityKey>> FetchAsync()
    {
        var url = _options.JwksUrl.Length > 0 ? new Uri(_options.JwksUrl) : await DiscoverAsync();
        SecurityKey[] keys = [.. new JsonWebKeySet(await _http.GetStringAsync(url)).GetSigningKeys().Where(IsUsable).Take(KeysMax)];
        return keys.Length > 0 ? keys : throw new InvalidOperationException($"{url} has no RSA key of at least 2048 bits and no EC key on P-256.");
    }

    private async Task<Uri> DiscoverAsync()
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync(new Uri(_options.Issuer.TrimEnd('/') + DiscoveryPath)));
        if (!document.RootElement.TryGetProperty("issuer", out var issuer) || issuer.GetString() != _options.Issuer)
            throw new InvalidOperationException("The OpenID configuration is another issuer's.");
        if (!document.RootElement.TryGetProperty("jwks_uri", out var keys) || !Uri.TryCreate(keys.GetString(), UriKind.Absolute, out var url))
            throw new InvalidOperationException("The OpenID configuration does not say where the keys are.");
        // Keys that came over plain HTTP would undo the proof by the issuer's certificate.
        return url.Scheme == Uri.UriSchemeHttps
            || (url.Scheme == Uri.UriSchemeHttp && !_options.Issuer.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
            ? url
            : throw new InvalidOperationException($"The keys of an https issuer must be at https, not at {url}.");
    }

    private static bool IsUsable(SecurityKey key) => key switch
    {
        ECDsaSecurityKey => key.KeySize == JwtKey.EcdsaKeyBits,
        RsaSecurityKey or X509SecurityKey => key.KeySize >= JwtKey.RsaKeyBitsMin,
        _ => false,
    };

    [LoggerMessage(4401, LogLevel.Warning, "The keys of the external issuer {Issuer} could not be read; the known ones stay in use.")]
    private partial void LogFetchFailed(Exception fault, string issuer);

    private sealed record Fetched(IReadOnlyList<SecurityKey> Keys, long? TriedAt);
}
