using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces;

namespace PresenceCluster.Gateway.Rest.V1;

/// <summary>Reads and changes an app's settings, whole or the login policy alone. A change needs the ETag it was made from.</summary>
internal sealed class AppRoutes(IGrainFactory grains, V1Body bodies)
{
    private const string EnforceParameter = "enforceNow";

    /// <summary>The whole settings, keys masked.</summary>
    public Task<IResult> GetSettingsAsync(HttpContext context)
        => ReadAsync(context, current => TypedResults.Json(SecretMask.Apply(current.Settings), AppSettingsJson.AppSettings));

    /// <summary>The login policy and the caps.</summary>
    public Task<IResult> GetLoginPolicyAsync(HttpContext context)
        => ReadAsync(context, current => TypedResults.Json(PolicyOf(current.Settings), AppSettingsJson.TypeOf<LoginPolicyBody>()));

    /// <summary>The latest changes.</summary>
    public async Task<IResult> GetAuditAsync(HttpContext context)
    {
        var entries = await Grain(context).GetAuditAsync(context.RequestAborted);
        return TypedResults.Json(new AuditBody([.. entries.Select(AuditEntryBody.From)]), V1Json.Default.AuditBody);
    }

    /// <summary>Replaces the whole settings. Absent secret keys, and masked ones, stay as they are.</summary>
    public async Task<IResult> PutSettingsAsync(HttpContext context)
    {
        var (body, problem) = await bodies.ReadAsync(context, AppSettingsJson.AppSettings);
        return body is null
            ? problem!
            : await ChangeAsync(
                context,
                current => SecretMask.Resolve(body, current),
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
                current => current with { LoginPolicy = body.LoginPolicy, InstanceCaps = body.InstanceCaps },
                changed => TypedResults.Json(PolicyOf(changed), AppSettingsJson.TypeOf<LoginPolicyBody>()));
    }

    private static LoginPolicyBody PolicyOf(AppSettings settings)
        => new() { LoginPolicy = settings.LoginPolicy, InstanceCaps = settings.InstanceCaps };

    private async Task<IResult> ReadAsync(HttpContext context, Func<AppSnapshot, IResult> show)
    {
        if (await Grain(context).GetAsync(context.RequestAborted) is not { } current)
            return ProblemKind.UnknownApp.With();
        context.Response.Headers.ETag = ETag.Of(current.Version);
        return show(current);
    }

    private async Task<IResult> ChangeAsync(HttpContext context, Func<AppSettings, AppSettings> change, Func<AppSettings, IResult> show)
    {
        if (context.Request.Headers.IfMatch is not [{ Length: > 0 } ifMatch])
            return ProblemKind.VersionMissing.With();
        var enforceNow = false;
        if (context.Request.Query.TryGetValue(EnforceParameter, out var value) && !bool.TryParse(value, out enforceNow))
            return ProblemKind.BadParameter.With($"{EnforceParameter} must be true or false.");

        var grain = Grain(context);
        if (await grain.GetAsync(context.RequestAborted) is not { } current)
            return ProblemKind.UnknownApp.With();
        if (!ETag.Matches(ifMatch, current.Version))
            return Stale(current);

        // The grain compares the version once more: what was read above may be old by now.
        var reply = await grain.ChangeAsync(
            change(current.Settings), current.Version, enforceNow, context.Caller().UserId, context.RequestAborted);
        return reply switch
        {
            AppChangeReply.Changed changed => Show(context, changed.Snapshot, show),
            AppChangeReply.Conflict conflict => Stale(conflict.Current),
            AppChangeReply.Invalid invalid => ProblemKind.InvalidSettings.With(string.Join(' ', invalid.Errors), invalid.Errors),
            AppChangeReply.UnknownApp => ProblemKind.UnknownApp.With(),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static IResult Show(HttpContext context, AppSnapshot snapshot, Func<AppSettings, IResult> show)
    {
        context.Response.Headers.ETag = ETag.Of(snapshot.Version);
        return show(snapshot.Settings);
    }

    private static ProblemResult Stale(AppSnapshot current)
        => new(ProblemKind.StaleVersion.With($"The settings are at version {current.Version}.").Problem) { CurrentETag = ETag.Of(current.Version) };

    private IAppGrain Grain(HttpContext context) => grains.GetGrain<IAppGrain>(context.Caller().App.App.Value);
}
