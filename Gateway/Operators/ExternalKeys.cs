using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using PresenceCluster.Gateway.Auth;

namespace PresenceCluster.Gateway.Operators;

/// <summary>
/// The public keys of the external issuer: the configured one, or those that it publishes. Published keys are fetched again when they
/// are old, and earlier when a token names one that is not among them; what was fetched last stays in use while the issuer is away.
/// </summary>
internal sealed partial class ExternalKeys : IDisposable
{
    private const int DocumentBytesMax = 256 * 1024;

    private static readonly TimeSpan EarlyRefreshPause = TimeSpan.FromSeconds(30);

    private readonly ExternalIssuerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ExternalKeys> _log;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _fetching = new(1);
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
        if (_options.JwksUrl.Length == 0 || !IsOld(keyId))
            return _known.Keys;
        await _fetching.WaitAsync(cancellationToken);
        try
        {
            if (IsOld(keyId))
                _known = new Fetched(await FetchAsync(cancellationToken) ?? _known.Keys, _time.GetTimestamp());
            return _known.Keys;
        }
        finally
        {
            _fetching.Release();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _fetching.Dispose();
    }

    private bool IsOld(string? keyId)
    {
        if (_known is not { TriedAt: { } triedAt } known)
            return true;
        var hasKey = known.Keys.Count > 0 && (string.IsNullOrEmpty(keyId) || known.Keys.Any(key => key.KeyId == keyId));
        return _time.GetElapsedTime(triedAt) >= (hasKey ? _options.JwksRefreshPeriod : EarlyRefreshPause);
    }

    private async Task<IReadOnlyList<SecurityKey>?> FetchAsync(CancellationToken cancellationToken)
    {
        try
        {
            var document = await _http.GetStringAsync(new Uri(_options.JwksUrl), cancellationToken);
            return [.. new JsonWebKeySet(document).GetSigningKeys()];
        }
        catch (Exception fault) when (fault is HttpRequestException or ArgumentException or InvalidOperationException
            || (fault is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogFetchFailed(fault, _options.JwksUrl);
            return null;
        }
    }

    [LoggerMessage(4401, LogLevel.Warning, "The keys of the external issuer could not be read from {Url}; the known ones stay in use.")]
    private partial void LogFetchFailed(Exception fault, string url);

    private sealed record Fetched(IReadOnlyList<SecurityKey> Keys, long? TriedAt);
}
