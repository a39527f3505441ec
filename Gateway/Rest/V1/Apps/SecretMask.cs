using System.Collections.Immutable;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Gateway.Auth;

namespace PresenceCluster.Gateway.Rest.V1.Apps;

/// <summary>
/// Masks keys in the answers of <c>/v1</c>: four stars and the last four characters, enough to tell two keys apart. In a change a mask
/// stands for its key. Settings that were read can therefore be edited and sent back, and a key can be rotated out.
/// </summary>
internal static class SecretMask
{
    private const int ShownChars = 4;

    /// <summary>The settings as they may be shown. Public keys stay as they are.</summary>
    public static AppSettings Apply(AppSettings settings) => settings with
    {
        SecretKeys = [.. settings.SecretKeys.Select(Hide)],
        Jwt = settings.Jwt is { } jwt ? jwt with { Keys = [.. jwt.Keys.Select(HideUnlessPublic)] } : null,
        Endpoints = [.. settings.Endpoints.Select(Apply)],
    };

    /// <summary>An endpoint as it may be shown.</summary>
    public static WebhookEndpoint Apply(WebhookEndpoint endpoint) => endpoint with { Secrets = [.. endpoint.Secrets.Select(Hide)] };

    /// <summary>
    /// Resolves a change: masks are replaced by their keys, and no secret keys at all mean the present ones. Endpoints stay unchanged.
    /// </summary>
    public static AppSettings Resolve(AppSettings change, AppSettings current) => change with
    {
        SecretKeys = change.SecretKeys.IsEmpty ? current.SecretKeys : Restore(change.SecretKeys, current.SecretKeys),
        Jwt = change.Jwt is { } jwt && current.Jwt is { } known ? jwt with { Keys = Restore(jwt.Keys, known.Keys) } : change.Jwt,
        Endpoints = current.Endpoints,
    };

    /// <summary>Resolves a change of an endpoint: masks are replaced, and no secrets at all mean the present ones.</summary>
    public static WebhookEndpoint Resolve(WebhookEndpoint change, WebhookEndpoint current) => change with
    {
        Secrets = change.Secrets.IsEmpty ? current.Secrets : Restore(change.Secrets, current.Secrets),
    };

    // Each mask stands for one key, in order. Two keys with the same end have the same mask, and sending both back keeps both.
    private static ImmutableArray<string> Restore(ImmutableArray<string> keys, ImmutableArray<string> known)
    {
        if (keys.IsDefault)
            return [];
        var hidden = known.ToList();
        return [.. keys.Select(key =>
        {
            var index = hidden.FindIndex(candidate => Hide(candidate) == key);
            if (index < 0)
                return key;
            var restored = hidden[index];
            hidden.RemoveAt(index);
            return restored;
        })];
    }

    private static string HideUnlessPublic(string key) => JwtKey.IsPublic(key) ? key : Hide(key);

    private static string Hide(string key) => WebhookSecret.MaskStart + (key.Length > 2 * ShownChars ? key[^ShownChars..] : "");
}
