using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces;

namespace PresenceCluster.Gateway.Rest.V1;

/// <summary>Reads and changes an app's settings, whole or the login policy alone. A change needs the ETag it was made from.</summary>
internal sealed class AppRoutes(IGrainFactory grains, SettingsChange settings, V1Body bodies)
{
    /// <summary>The whole settings, keys masked.</summary>
    public Task<IResult> GetSettingsAsync(HttpContext context)
        => settings.ReadAsync(context, current => ShowSettings(current.Settings));

    /// <summary>The login policy and the caps.</summary>
    public Task<IResult> GetLoginPolicyAsync(HttpContext context)
        => settings.ReadAsync(context, current => ShowPolicy(current.Settings));

    /// <summary>The latest changes.</summary>
    public async Task<IResult> GetAuditAsync(HttpContext context)
    {
        var entries = await grains.GetGrain<IAppGrain>(context.Caller().App.App.Value).GetAuditAsync(context.RequestAborted);
        return TypedResults.Json(new AuditBody([.. entries.Select(AuditEntryBody.From)]), V1Json.Default.AuditBody);
    }

    /// <summary>Replaces the whole settings. Absent secret keys, and masked ones, stay as they are.</summary>
    public async Task<IResult> PutSettingsAsync(HttpContext context)
    {
        var (body, problem) = await bodies.ReadAsync(context, AppSettingsJson.AppSettings);
        return body is null
            ? problem!
            : await settings.MakeAsync(context, current => SecretMask.Resolve(body, current), ProblemKind.UnknownApp, ShowSettings);
    }

    /// <summary>Replaces the login policy and the caps, and nothing else.</summary>
    public async Task<IResult> PutLoginPolicyAsync(HttpContext context)
    {
        var (body, problem) = await bodies.ReadAsync(context, AppSettingsJson.TypeOf<LoginPolicyBody>());
        return body is null
            ? problem!
            : await settings.MakeAsync(
                context,
                current => current with { LoginPolicy = body.LoginPolicy, InstanceCaps = body.InstanceCaps },
                ProblemKind.UnknownApp,
                ShowPolicy);
    }

    private static IResult ShowSettings(AppSettings settings)
        => TypedResults.Json(SecretMask.Apply(settings), AppSettingsJson.AppSettings);

    private static IResult ShowPolicy(AppSettings settings) => TypedResults.Json(
        new LoginPolicyBody { LoginPolicy = settings.LoginPolicy, InstanceCaps = settings.InstanceCaps }, AppSettingsJson.TypeOf<LoginPolicyBody>());
}
