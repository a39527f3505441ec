using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Storage.Audit;

namespace PresenceCluster.Gateway.Rest.V1.Apps;

/// <summary>Rotates an app's keys: adds a new one in front, and removes an old one once it is no longer in use.</summary>
internal sealed class KeyRoutes(AppSettingsEditor editor)
{
    /// <summary>Adds a key in front of the others.</summary>
    public Task<IResult> AddAsync(HttpContext context)
    {
        var key = AppSecretKey.New();
        return editor.AddAsync(
            context,
            AuditAction.KeyAdded,
            current => current with { SecretKeys = current.SecretKeys.Insert(0, key) },
            changed => TypedResults.Json(new NewKeyBody(key, SecretMask.Apply(changed).SecretKeys), V1Json.Default.NewKeyBody));
    }

    /// <summary>Removes the key at an index, under the ETag that the index was read with. The last one cannot be removed.</summary>
    public Task<IResult> RemoveAsync(HttpContext context, int index) => editor.ChangeAsync(
        context,
        AuditAction.KeyRemoved,
        current => index >= 0 && index < current.SecretKeys.Length
            ? current with { SecretKeys = current.SecretKeys.RemoveAt(index) }
            : ProblemKind.UnknownKey.With($"There are {current.SecretKeys.Length} keys."),
        changed => TypedResults.Json(new KeyListBody(SecretMask.Apply(changed).SecretKeys), V1Json.Default.KeyListBody));
}
