using PresenceCluster.Domain.Settings;

namespace PresenceCluster.Grains.Interfaces.Operators;

/// <summary>An operator of the cluster, as stored and as every process knows it. Never leaves the cluster: it holds the password's hash.</summary>
[GenerateSerializer, Immutable, Alias("presence.operator")]
public sealed record OperatorAccount
{
    /// <summary>The name that one signs in with; unique, compared without case.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>What the operator may do.</summary>
    [Id(1)]
    public required OperatorRole Role { get; init; }

    /// <summary>The password's hash, salted and slow.</summary>
    [Id(2)]
    public required string PasswordHash { get; init; }

    /// <summary>Whether the password is a one-time one, with which nothing may be done but to choose another.</summary>
    [Id(3)]
    public required bool MustChangePassword { get; init; }

    /// <summary>Changes with password and role; a token that carries an earlier one counts no more.</summary>
    [Id(4)]
    public string Stamp { get; init; } = "";

    /// <summary>When the account was created.</summary>
    [Id(5)]
    public DateTimeOffset CreatedAt { get; init; }
}
