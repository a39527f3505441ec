using PresenceCluster.Domain.Settings;

namespace PresenceCluster.Grains.Interfaces.Operators;

/// <summary>
/// An operator of the cluster, as stored and as every process knows it. It holds the password's hash and never leaves the cluster.
/// </summary>
[GenerateSerializer, Immutable, Alias("presence.operator")]
public sealed record OperatorAccount
{
    /// <summary>The name that one signs in with; unique, compared without case.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>The operator's rights.</summary>
    [Id(1)]
    public required OperatorRole Role { get; init; }

    /// <summary>The password's hash, salted and slow.</summary>
    [Id(2)]
    public required string PasswordHash { get; init; }

    /// <summary>Whether the password is a one-time password, which allows nothing but a change of the password.</summary>
    [Id(3)]
    public required bool MustChangePassword { get; init; }

    /// <summary>Changes with password and role. A token with an earlier stamp is invalid.</summary>
    [Id(4)]
    public string Stamp { get; init; } = "";

    /// <summary>When the account was created.</summary>
    [Id(5)]
    public DateTimeOffset CreatedAt { get; init; }
}
