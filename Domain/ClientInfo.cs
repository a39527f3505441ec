using System.Collections.Immutable;

namespace PresenceCluster.Domain;

/// <summary>
/// The online information of a client (seed): its network link and its versions. The gateway knows the address; the client names the rest,
/// which is not verified. What is not known is null, never an empty text.
/// </summary>
public sealed record ClientInfo
{
    /// <summary>The client's IP address as text; an IPv4 address has its dotted form.</summary>
    public string? Address { get; init; }

    /// <summary>The client's port at that address.</summary>
    public int? Port { get; init; }

    /// <summary>The version of the client's software.</summary>
    public string? ClientVersion { get; init; }

    /// <summary>The version of the platform that it runs on (seed): of the operating system, or of the browser.</summary>
    public string? OsVersion { get; init; }

    /// <summary>The optional abilities that the client names.</summary>
    public ImmutableArray<string> Features { get; init; } = [];

    /// <summary>Whether all members are equal, the features one by one. The array itself would compare by reference.</summary>
    public bool Equals(ClientInfo? other)
        => ReferenceEquals(this, other)
        || (other is not null
            && (Address, Port, ClientVersion, OsVersion) == (other.Address, other.Port, other.ClientVersion, other.OsVersion)
            && Features.AsSpan().SequenceEqual(other.Features.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Address, Port, ClientVersion, OsVersion);
}
