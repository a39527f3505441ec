using System.Collections.Immutable;
using System.Text.Json;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Grains.Interfaces.Codecs;

// Domain references no package, so these surrogates carry its types across process boundaries.

/// <summary>Carries an <see cref="AppId"/>.</summary>
[GenerateSerializer, Immutable, Alias("presence.app-id")]
public struct AppIdSurrogate
{
    /// <summary>The number.</summary>
    [Id(0)]
    public uint Value;
}

/// <summary>Carries a <see cref="SessionId"/>.</summary>
[GenerateSerializer, Immutable, Alias("presence.session-id")]
public struct SessionIdSurrogate
{
    /// <summary>The GUID.</summary>
    [Id(0)]
    public Guid Value;
}

/// <summary>Carries a <see cref="GatewayId"/>.</summary>
[GenerateSerializer, Immutable, Alias("presence.gateway-id")]
public struct GatewayIdSurrogate
{
    /// <summary>The silo address.</summary>
    [Id(0)]
    public string Value;
}

/// <summary>Carries a <see cref="ConnectionRef"/>.</summary>
[GenerateSerializer, Immutable, Alias("presence.connection-ref")]
public struct ConnectionRefSurrogate
{
    /// <summary>The gateway.</summary>
    [Id(0)]
    public string Gateway;

    /// <summary>The connection.</summary>
    [Id(1)]
    public long ConnectionId;
}

/// <summary>Carries an <see cref="ActTime"/>.</summary>
[GenerateSerializer, Immutable, Alias("presence.act-time")]
public struct ActTimeSurrogate
{
    /// <summary>The time.</summary>
    [Id(0)]
    public DateTimeOffset At;

    /// <summary>Whether it is exact.</summary>
    [Id(1)]
    public bool IsExact;
}

/// <summary>Carries a <see cref="ClientInfo"/>; each field is the member of the same name.</summary>
[GenerateSerializer, Immutable, Alias("presence.client-info")]
public struct ClientInfoSurrogate
{
    /// <summary>See <see cref="ClientInfo.Address"/>.</summary>
    [Id(0)]
    public string? Address;

    /// <summary>See <see cref="ClientInfo.Port"/>.</summary>
    [Id(1)]
    public int? Port;

    /// <summary>See <see cref="ClientInfo.ClientVersion"/>.</summary>
    [Id(2)]
    public string? ClientVersion;

    /// <summary>See <see cref="ClientInfo.OsVersion"/>.</summary>
    [Id(3)]
    public string? OsVersion;

    /// <summary>See <see cref="ClientInfo.Features"/>.</summary>
    [Id(4)]
    public ImmutableArray<string> Features;
}

/// <summary>Carries an <see cref="AppSettings"/> as its JSON.</summary>
[GenerateSerializer, Immutable, Alias("presence.app-settings")]
public struct AppSettingsSurrogate
{
    /// <summary>UTF-8 JSON.</summary>
    [Id(0)]
    public byte[] Json;
}

/// <summary>Carries a <see cref="UserPresence"/> in its stored form.</summary>
[GenerateSerializer, Immutable, Alias("presence.user-presence")]
public struct UserPresenceSurrogate
{
    /// <summary>The bytes that <see cref="UserPresenceCodec"/> writes.</summary>
    [Id(0)]
    public byte[] Encoded;
}

/// <summary>Converts between Domain types and their surrogates.</summary>
[RegisterConverter]
public sealed class SurrogateConverters :
    IConverter<AppId, AppIdSurrogate>,
    IConverter<SessionId, SessionIdSurrogate>,
    IConverter<GatewayId, GatewayIdSurrogate>,
    IConverter<ConnectionRef, ConnectionRefSurrogate>,
    IConverter<ActTime, ActTimeSurrogate>,
    IConverter<ClientInfo, ClientInfoSurrogate>,
    IConverter<AppSettings, AppSettingsSurrogate>,
    IConverter<UserPresence, UserPresenceSurrogate>
{
    /// <inheritdoc/>
    public ActTime ConvertFromSurrogate(in ActTimeSurrogate surrogate) => new(surrogate.At, surrogate.IsExact);

    /// <inheritdoc/>
    public ActTimeSurrogate ConvertToSurrogate(in ActTime value) => new() { At = value.At, IsExact = value.IsExact };

    /// <inheritdoc/>
    public ClientInfo ConvertFromSurrogate(in ClientInfoSurrogate surrogate) => SharedTexts.Within(new ClientInfo
    {
        Address = surrogate.Address,
        Port = surrogate.Port,
        ClientVersion = surrogate.ClientVersion,
        OsVersion = surrogate.OsVersion,
        Features = surrogate.Features,
    });

    /// <inheritdoc/>
    public ClientInfoSurrogate ConvertToSurrogate(in ClientInfo value) => new()
    {
        Address = value.Address,
        Port = value.Port,
        ClientVersion = value.ClientVersion,
        OsVersion = value.OsVersion,
        Features = value.Features,
    };

    /// <inheritdoc/>
    public AppId ConvertFromSurrogate(in AppIdSurrogate surrogate) => new(surrogate.Value);

    /// <inheritdoc/>
    public AppIdSurrogate ConvertToSurrogate(in AppId value) => new() { Value = value.Value };

    /// <inheritdoc/>
    public SessionId ConvertFromSurrogate(in SessionIdSurrogate surrogate) => new(surrogate.Value);

    /// <inheritdoc/>
    public SessionIdSurrogate ConvertToSurrogate(in SessionId value) => new() { Value = value.Value };

    /// <inheritdoc/>
    public GatewayId ConvertFromSurrogate(in GatewayIdSurrogate surrogate) => new(surrogate.Value);

    /// <inheritdoc/>
    public GatewayIdSurrogate ConvertToSurrogate(in GatewayId value) => new() { Value = value.Value };

    /// <inheritdoc/>
    public ConnectionRef ConvertFromSurrogate(in ConnectionRefSurrogate surrogate)
        => new(new GatewayId(surrogate.Gateway), surrogate.ConnectionId);

    /// <inheritdoc/>
    public ConnectionRefSurrogate ConvertToSurrogate(in ConnectionRef value)
        => new() { Gateway = value.Gateway.Value, ConnectionId = value.ConnectionId };

    /// <inheritdoc/>
    public AppSettings ConvertFromSurrogate(in AppSettingsSurrogate surrogate)
        => JsonSerializer.Deserialize(surrogate.Json, AppSettingsJson.AppSettings)
            ?? throw new JsonException("An app's settings were null.");

    /// <inheritdoc/>
    public AppSettingsSurrogate ConvertToSurrogate(in AppSettings value)
        => new() { Json = JsonSerializer.SerializeToUtf8Bytes(value, AppSettingsJson.AppSettings) };

    /// <inheritdoc/>
    public UserPresence ConvertFromSurrogate(in UserPresenceSurrogate surrogate) => UserPresenceCodec.Decode(surrogate.Encoded);

    /// <inheritdoc/>
    public UserPresenceSurrogate ConvertToSurrogate(in UserPresence value) => new() { Encoded = UserPresenceCodec.Encode(value) };
}
