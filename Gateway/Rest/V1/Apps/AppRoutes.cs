using System.Collections.Immutable;
using System.Text.Json;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Storage.Audit;

namespace PresenceCluster.Gateway.Rest.V1.Apps;

/// <summary>
/// Reads and changes an app's settings, whole or the login policy alone. A change needs the ETag of the version it was made from.
/// </summary>
internal sealed class AppRoutes(AppSettingsEditor editor, V1Body bodies)
{
    private const string EnforceParameter = "enforceNow";
    private const string OtherEndpoints = "endpoints are changed by their own routes; leave them out, or send them as they were read.";

    /// <summary>The whole settings, keys masked.</summary>
    public Task<IResult> GetSettingsAsync(HttpContext context)
        => editor.ReadAsync(context, current => TypedResults.Json(SecretMask.Apply(current.Settings), AppSettingsJson.AppSettings));

    /// <summary>The login policy and the caps.</summary>
    public Task<IResult> GetLoginPolicyAsync(HttpContext context)
        => editor.ReadAsync(context, current => TypedResults.Json(PolicyOf(current.Settings), AppSettingsJson.TypeOf<LoginPolicyBody>()));

    /// <summary>The latest changes.</summary>
    public async Task<IResult> GetHistoryAsync(HttpContext context)
    {
        var entries = await editor.Grain(context).GetHistoryAsync(context.RequestAborted);
        return TypedResults.Json(new SettingsHistoryBody([.. entries.Select(SettingsChangeBody.From)]), V1Json.Default.SettingsHistoryBody);
    }

    /// <summary>Replaces the whole settings. Absent secret keys, and masked ones, stay as they are, and endpoints always do.</summary>
    public async Task<IResult> PutSettingsAsync(HttpContext context)
    {
        var (body, problem) = await bodies.ReadAsync(context, AppSettingsJson.AppSettings);
        return body is null
            ? problem!
            : await ChangeAsync(
                context,
                AuditAction.AppChanged,
                current => HasOtherEndpoints(body, current)
                    ? ProblemKind.InvalidSettings.With(OtherEndpoints, [OtherEndpoints])
                    : SecretMask.Resolve(body, current),
                changed => TypedResults.Json(SecretMask.Apply(changed), AppSettingsJson.AppSettings));
    }

    /// <summary>Replaces the login policy and the caps, and nothing else.</summary>
    public async Task<IResult> PutLoginPolicyAsync(HttpContext context)
    {
        var (body, problem) = await bodies.ReadAsync(context, AppSettingsJson.TypeOf<LoginPolicyBody>());
        return body is null
            ? problem!
            : await ChangeAsync(
                context,
                AuditAction.LoginPolicyChanged,
                current => current with { LoginPolicy = body.LoginPolicy, InstanceCaps = body.InstanceCaps },
                changed => TypedResults.Json(PolicyOf(changed), AppSettingsJson.TypeOf<LoginPolicyBody>()));
    }

    private static LoginPolicyBody PolicyOf(AppSettings settings)
        => new() { LoginPolicy = settings.LoginPolicy, InstanceCaps = settings.InstanceCaps };

    // Settings that were read may be sent back with their endpoints. But a change of the endpoints must not be dropped silently.
    private static bool HasOtherEndpoints(AppSettings change, AppSettings current)
        => !change.Endpoints.IsEmpty && JsonOf(change.Endpoints) != JsonOf(SecretMask.Apply(current).Endpoints);

    private static string JsonOf(ImmutableArray<WebhookEndpoint> endpoints)
        => JsonSerializer.Serialize(endpoints, AppSettingsJson.TypeOf<ImmutableArray<WebhookEndpoint>>());

    private async Task<IResult> ChangeAsync(
        HttpContext context, AuditAction action, Func<AppSettings, Edit> edit, Func<AppSettings, IResult> show)
    {
        var enforceNow = false;
        if (context.Request.Query.TryGetValue(EnforceParameter, out var value) && !bool.TryParse(value, out enforceNow))
            return ProblemKind.BadParameter.With($"{EnforceParameter} must be true or false.");
        return await editor.ChangeAsync(context, action, edit, show, enforceNow);
    }
}
