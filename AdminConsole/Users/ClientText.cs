using PresenceCluster.Domain;

namespace PresenceCluster.AdminConsole.Users;

/// <summary>What is known of a session's client, as texts for the table of devices.</summary>
public static class ClientText
{
    /// <summary>The address with the port; empty when it is not known. Brackets keep an IPv6 address apart from the port.</summary>
    public static string Link(ClientInfo client) => client switch
    {
        { Address: { } address, Port: { } port } when address.Contains(':', StringComparison.Ordinal) => $"[{address}]:{port}",
        { Address: { } address, Port: { } port } => $"{address}:{port}",
        { Address: { } address } => address,
        _ => "",
    };

    /// <summary>The versions and features, those of them that are known.</summary>
    public static string Software(ClientInfo client)
        => string.Join(", ", new[] { client.OsVersion, client.ClientVersion }.OfType<string>().Concat(client.Features));
}
