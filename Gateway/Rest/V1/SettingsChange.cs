using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces;

namespace PresenceCluster.Gateway.Rest.V1;

/// <summary>Reads an app's settings with their ETag, and changes them under <c>If-Match</c>; every route that touches settings does it here.</summary>
internal sealed class SettingsChange(IGrainFactory grains)
{
    private const string EnforceParameter = "enforceNow";

    /// <summary>Shows the settings as they are stored now.</summary>
    public async Task<IResult> ReadAsync(HttpContext context, Func<AppSnapshot, IResult> show)
    {
        if (await Grain(context).GetAsync(context.RequestAborted) is not { } current)
            return ProblemKind.UnknownApp.With();
        context.Response.Headers.ETag = ETag.Of(current.Version);
        return show(current);
    }

    /// <summary>Makes a change that the caller made from the version in <c>If-Match</c>.</summary>
    /// <param name="context">The call.</param>
    /// <param name="change">The settings as they shall be; null when what was to be changed is not there.</param>
    /// <param name="missing">What to answer then.</param>
    /// <param name="show">What to answer when it was made.</param>
    public async Task<IResult> MakeAsync(
        HttpContext context, Func<AppSettings, AppSettings?> change, ProblemKind missing, Func<AppSettings, IResult> show)
    {
        if (context.Request.Headers.IfMatch is not [{ Length: > 0 } ifMatch])
            return ProblemKind.VersionMissing.With();
        var enforceNow = false;
        if (context.Request.Query.TryGetValue(EnforceParameter, out var value) && !bool.TryParse(value, out enforceNow))
            return ProblemKind.BadParameter.With($"{EnforceParameter} must be true or false.");

        if (await Grain(context).GetAsync(context.RequestAborted) is not { } current)
            return ProblemKind.UnknownApp.With();
        if (!ETag.Matches(ifMatch, current.Version))
            return Stale(current);
        if (change(current.Settings) is not { } changed)
            return missing.With();

        // The grain compares the version once more: what was read above may be old by now.
        return Show(context, await Grain(context).ChangeAsync(
            changed, current.Version, enforceNow, context.Caller().UserId, context.RequestAborted), show);
    }

    /// <summary>What a grain's answer to a change means to the caller.</summary>
    public static IResult Show(HttpContext context, AppChangeReply reply, Func<AppSettings, IResult> show)
    {
        switch (reply)
        {
            case AppChangeReply.Changed { Snapshot: var snapshot }:
                context.Response.Headers.ETag = ETag.Of(snapshot.Version);
                return show(snapshot.Settings);
            case AppChangeReply.Conflict conflict:
                return Stale(conflict.Current);
            case AppChangeReply.Invalid invalid:
                return ProblemKind.InvalidSettings.With(string.Join(' ', invalid.Errors), invalid.Errors);
            case AppChangeReply.UnknownApp:
                return ProblemKind.UnknownApp.With();
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static ProblemResult Stale(AppSnapshot current)
        => new(ProblemKind.StaleVersion.With($"The settings are at version {current.Version}.").Problem) { CurrentETag = ETag.Of(current.Version) };

    private IAppGrain Grain(HttpContext context) => grains.GetGrain<IAppGrain>(context.Caller().App.App.Value);
}
