using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Rest.V1.Access;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Storage.Audit;

namespace PresenceCluster.Gateway.Rest.V1.Apps;

/// <summary>
/// The one way in which <c>/v1</c> reads and changes an app's settings: under the ETag of their version, through the admin grain.
/// </summary>
internal sealed class AppSettingsEditor(IGrainFactory grains, AuditTrail audit)
{
    private const int TriesMax = 3;

    /// <summary>The app's admin grain.</summary>
    public IAppGrain Grain(HttpContext context) => grains.GetGrain<IAppGrain>(context.Caller().App.App.Value);

    /// <summary>Shows the settings, or a part of them, with their ETag.</summary>
    public async Task<IResult> ReadAsync(HttpContext context, Func<AppSnapshot, IResult> show)
    {
        if (await Grain(context).GetAsync(context.RequestAborted) is not { } current)
            return ProblemKind.UnknownApp.With();
        context.Response.Headers.ETag = ETag.Of(current.Version);
        return show(current);
    }

    /// <summary>Changes the settings that <c>If-Match</c> names.</summary>
    /// <param name="context">The call.</param>
    /// <param name="what">The entry for the audit log.</param>
    /// <param name="edit">Makes the new settings from the present ones.</param>
    /// <param name="show">Makes the answer.</param>
    /// <param name="enforceNow">Whether users who are online are re-evaluated.</param>
    public Task<IResult> ChangeAsync(
        HttpContext context, AuditedChange what, Func<AppSettings, Edit> edit, Func<AppSettings, IResult> show, bool enforceNow = false)
        => context.Request.Headers.IfMatch is [{ Length: > 0 } ifMatch]
            ? ChangeAsync(context, ifMatch, what, edit, show, enforceNow)
            : Task.FromResult<IResult>(ProblemKind.VersionMissing.With());

    /// <summary>
    /// Changes the present settings at any version. It is for additions, which cannot undo another operator's change. An <c>If-Match</c> is
    /// checked nevertheless.
    /// </summary>
    public async Task<IResult> AddAsync(HttpContext context, AuditedChange what, Func<AppSettings, Edit> edit, Func<AppSettings, IResult> show)
    {
        if (context.Request.Headers.IfMatch is [{ Length: > 0 } ifMatch])
            return await ChangeAsync(context, ifMatch, what, edit, show, enforceNow: false);
        IResult result;
        var tries = 0;
        do
        {
            result = await ChangeAsync(context, ETag.Any, what, edit, show, enforceNow: false);
        }
        while (++tries < TriesMax && result is ProblemResult { CurrentETag: not null });
        return result;
    }

    /// <summary>Translates the admin grain's reply to a change into the answer to the caller.</summary>
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

    private async Task<IResult> ChangeAsync(
        HttpContext context, string ifMatch, AuditedChange what, Func<AppSettings, Edit> edit, Func<AppSettings, IResult> show, bool enforceNow)
    {
        var grain = Grain(context);
        if (await grain.GetAsync(context.RequestAborted) is not { } current)
            return ProblemKind.UnknownApp.With();
        if (!ETag.Matches(ifMatch, current.Version))
            return Stale(current);
        var (settings, problem) = edit(current.Settings);
        if (settings is null)
            return problem!;

        // The grain compares the version again: the settings read above may be old by now.
        var reply = await grain.ChangeAsync(settings, current.Version, enforceNow, context.Caller().UserId, context.RequestAborted);
        if (reply is AppChangeReply.Changed changed)
        {
            var difference = SettingsDifference.Of(current.Settings, changed.Snapshot.Settings);
            // A caller that sends all settings back with another policy has changed only the policy.
            var action = what.Action == AuditAction.AppChanged && difference.IsPolicyOnly ? AuditAction.LoginPolicyChanged : what.Action;
            await audit.NoteAsync(context, action, current.App, what.Subject, difference.Before, difference.After);
        }

        return Show(context, reply, show);
    }

    private static ProblemResult Stale(AppSnapshot current)
        => new(ProblemKind.StaleVersion.With($"The settings are at version {current.Version}.").Problem) { CurrentETag = ETag.Of(current.Version) };
}
