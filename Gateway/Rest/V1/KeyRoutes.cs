using PresenceCluster.Cluster.Apps;
using PresenceCluster.Grains.Interfaces;

namespace PresenceCluster.Gateway.Rest.V1;

/// <summary>Rotates an app's keys: a new one in front, and, once nobody uses it any more, an old one away.</summary>
internal sealed class KeyRoutes(IGrainFactory grains, SettingsChange settings)
{
    private const int AttemptsMax = 4;

    /// <summary>Adds a key in front of the others.</summary>
    public async Task<IResult> AddAsync(HttpContext context)
    {
        var grain = grains.GetGrain<IAppGrain>(context.Caller().App.App.Value);
        var key = AppSecretKey.New();
        for (var attempt = 1; ; attempt++)
        {
            if (await grain.GetAsync(context.RequestAborted) is not { } current)
                return ProblemKind.UnknownApp.With();
            var reply = await grain.ChangeAsync(
                current.Settings with { SecretKeys = current.Settings.SecretKeys.Insert(0, key) },
                current.Version, enforceNow: false, context.Caller().UserId, context.RequestAborted);
            // A key in front collides with no other change, so it may be made from whatever is there by then.
            if (reply is not AppChangeReply.Conflict || attempt == AttemptsMax)
            {
                return SettingsChange.Show(context, reply, changed => TypedResults.Json(
                    new NewKeyBody(key, SecretMask.Apply(changed).SecretKeys), V1Json.Default.NewKeyBody));
            }
        }
    }

    /// <summary>Removes the key at an index, under the ETag that the index was read with. The last one cannot be removed.</summary>
    public Task<IResult> RemoveAsync(HttpContext context, int index) => settings.MakeAsync(
        context,
        current => index >= 0 && index < current.SecretKeys.Length ? current with { SecretKeys = current.SecretKeys.RemoveAt(index) } : null,
        ProblemKind.UnknownKey,
        changed => TypedResults.Json(new KeyListBody(SecretMask.Apply(changed).SecretKeys), V1Json.Default.KeyListBody));
}
