using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Gateway.Rest.V1.Apps;

/// <summary>An app in the list.</summary>
/// <param name="Id">Its number (SDKAppID).</param>
/// <param name="Name">A name for people.</param>
/// <param name="Edition">Which caps may be set.</param>
/// <param name="LoginPolicy">Which platforms exclude each other.</param>
/// <param name="Version">The version of its settings.</param>
internal sealed record AppBody(uint Id, string Name, Edition Edition, LoginPolicyKind LoginPolicy, long Version)
{
    /// <summary>The body for an app.</summary>
    public static AppBody From(AppSnapshot app)
        => new(app.App.Value, app.Settings.Name, app.Settings.Edition, app.Settings.LoginPolicy, app.Version);
}

/// <summary>All apps, by number.</summary>
/// <param name="Apps">The apps.</param>
internal sealed record AppListBody(ImmutableArray<AppBody> Apps);

/// <summary>A new app.</summary>
internal sealed record NewAppBody
{
    /// <summary>Its number; a free one is chosen when it is absent.</summary>
    public uint? Id { get; init; }

    /// <summary>A name for people.</summary>
    [JsonRequired]
    public required string Name { get; init; }

    /// <summary>Standard or Ultimate; Standard when it is absent.</summary>
    public Edition? Edition { get; init; }
}

/// <summary>A created app with its key, which is shown this once.</summary>
/// <param name="Id">Its number.</param>
/// <param name="SecretKey">The key that UserSigs are signed with.</param>
/// <param name="Etag">The ETag of its settings.</param>
internal sealed record CreatedAppBody(uint Id, string SecretKey, string Etag);

/// <summary>A new key of an app, which is shown this once, and all its keys.</summary>
/// <param name="SecretKey">The key.</param>
/// <param name="Keys">All keys, newest first, masked.</param>
internal sealed record NewKeyBody(string SecretKey, ImmutableArray<string> Keys);

/// <summary>An app's keys.</summary>
/// <param name="Keys">The keys, newest first, masked.</param>
internal sealed record KeyListBody(ImmutableArray<string> Keys);
