using System.Collections.Immutable;

namespace PresenceCluster.Domain.Webhooks;

/// <summary>The rules for an app's webhook endpoints; a part of the rules of its settings.</summary>
internal static class WebhookEndpointRules
{
    private const int IdCharsMax = 32;
    private const int UrlCharsMax = 1024;
    private const int BatchMax = 100;
    private const int ConcurrencyMax = 256;
    private const int NativeSecretsMax = 2;
    private const int TokenCharsMax = 128;
    private static readonly (TimeSpan Min, TimeSpan Max) Timeouts = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
    private static readonly (TimeSpan Min, TimeSpan Max) Graces = (TimeSpan.Zero, TimeSpan.FromMinutes(10));
    private static readonly (TimeSpan Min, TimeSpan Max) Ages = (TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));

    public static void Check(ImmutableArray<WebhookEndpoint> endpoints, List<string> errors)
    {
        if (endpoints is not { IsDefault: false, Length: <= WebhookEndpoint.PerAppMax })
        {
            errors.Add($"endpoints must hold at most {WebhookEndpoint.PerAppMax} endpoints.");
            return;
        }

        HashSet<string> ids = [];
        foreach (var endpoint in endpoints)
        {
            if (endpoint is null)
                errors.Add("endpoints must not hold null.");
            else if (!ids.Add(endpoint.Id ?? ""))
                errors.Add($"endpoints: {endpoint.Id} is there more than once.");
            else
                Check(endpoint, errors);
        }
    }

    private static void Check(WebhookEndpoint endpoint, List<string> errors)
    {
        var name = $"endpoints: {endpoint.Id}:";
        if (!IsId(endpoint.Id))
            errors.Add($"{name} id must have 1 to {IdCharsMax} characters of a-z, 0-9, - and _.");
        if (!IsUrl(endpoint.Url))
            errors.Add($"{name} url must be an absolute http or https URL of at most {UrlCharsMax} characters, without user info and fragment.");
        if (endpoint.Events.IsDefault || !endpoint.Events.All(Enum.IsDefined) || endpoint.Events.Distinct().Count() != endpoint.Events.Length)
            errors.Add($"{name} events must be kinds of events, each at most once: {string.Join(", ", Enum.GetNames<StatusAction>())}.");
        CheckFormat(name, endpoint, errors);
        if (endpoint.Concurrency is < 1 or > ConcurrencyMax)
            errors.Add($"{name} concurrency must be 1 to {ConcurrencyMax}, but is {endpoint.Concurrency}.");
        CheckDuration(name, "timeout", endpoint.Timeout, Timeouts, errors);
        CheckDuration(name, "closedGrace", endpoint.ClosedGrace, Graces, errors);
        CheckDuration(name, "gatewayLostGrace", endpoint.GatewayLostGrace, Graces, errors);
        CheckDuration(name, "maxAge", endpoint.MaxAge, Ages, errors);
    }

    private static void CheckFormat(string name, WebhookEndpoint endpoint, List<string> errors)
    {
        switch (endpoint.Format)
        {
            case WebhookFormat.Native:
                if (endpoint.Secrets is not { IsDefault: false, Length: >= 1 and <= NativeSecretsMax } || !endpoint.Secrets.All(WebhookSecret.IsValid))
                {
                    errors.Add($"{name} secrets must hold 1 to {NativeSecretsMax} secrets, each {WebhookSecret.Prefix} followed by "
                        + $"{WebhookSecret.BytesMin} to {WebhookSecret.BytesMax} bytes in base64.");
                }

                if (endpoint.BatchMax is < 1 or > BatchMax)
                    errors.Add($"{name} batchMax must be 1 to {BatchMax}, but is {endpoint.BatchMax}.");
                break;
            case WebhookFormat.Tencent:
                if (endpoint.Secrets is not { IsDefault: false, Length: <= 1 }
                    || !endpoint.Secrets.All(token => token is { Length: >= 1 and <= TokenCharsMax }))
                    errors.Add($"{name} secrets must hold at most one token of 1 to {TokenCharsMax} characters in the Tencent format.");
                else if (endpoint.Secrets.Any(token => token.StartsWith(WebhookSecret.MaskStart, StringComparison.Ordinal)))
                    errors.Add($"{name} secrets must not begin with {WebhookSecret.MaskStart}, as a hidden one is shown: it is not there any more.");
                if (endpoint.BatchMax != 1)
                    errors.Add($"{name} batchMax must be 1 in the Tencent format, but is {endpoint.BatchMax}.");
                break;
            default:
                errors.Add($"{name} format must be Native or Tencent.");
                break;
        }
    }

    private static bool IsId(string? id)
        => id is { Length: >= 1 and <= IdCharsMax } && !id.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-_");

    private static bool IsUrl(string? url)
        => url is { Length: >= 1 and <= UrlCharsMax } && !url.AsSpan().ContainsAnyExceptInRange('!', '~')
            && Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            && (parsed.Scheme == Uri.UriSchemeHttp || parsed.Scheme == Uri.UriSchemeHttps)
            && parsed.Host.Length > 0 && parsed.UserInfo.Length == 0 && !url.Contains('#', StringComparison.Ordinal);

    private static void CheckDuration(string name, string field, TimeSpan value, (TimeSpan Min, TimeSpan Max) bounds, List<string> errors)
    {
        if (value < bounds.Min || value > bounds.Max)
            errors.Add($"{name} {field} must be {bounds.Min:c} to {bounds.Max:c}, but is {value:c}.");
    }
}
