using System.Net;
using PresenceCluster.Domain;
using PresenceCluster.Protocol;

namespace PresenceCluster.Gateway.Connections;

/// <summary>Puts together what is known of a client: the address from the connection, the rest from the login.</summary>
internal static class ClientDescription
{
    private static readonly ClientInfo Nothing = new();

    /// <summary>Whether what the client says of itself is within the limits of the protocol.</summary>
    public static bool IsValid(Login login)
        => FrameLimits.IsVersion(login.ClientVersion) && FrameLimits.IsVersion(login.OsVersion)
        && login.Features.Count <= FrameLimits.FeaturesMax && login.Features.All(FrameLimits.IsFeature);

    /// <summary>What is known of the client of a valid login; null when nothing is.</summary>
    /// <param name="login">The login.</param>
    /// <param name="peer">The client's address; null when it is not known. Its port is 0 when only that is not known.</param>
    public static ClientInfo? Of(Login login, IPEndPoint? peer)
    {
        var client = new ClientInfo
        {
            Address = peer?.Address.ToString(),
            Port = peer is { Port: > 0 and var port } ? port : null,
            ClientVersion = login.ClientVersion.Length > 0 ? login.ClientVersion : null,
            OsVersion = login.OsVersion.Length > 0 ? login.OsVersion : null,
            Features = [.. login.Features],
        };
        return client == Nothing ? null : client;
    }
}
