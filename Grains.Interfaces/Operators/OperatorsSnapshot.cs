using System.Collections.Immutable;

namespace PresenceCluster.Grains.Interfaces.Operators;

/// <summary>All operators and the key that their tokens are signed with, at one version: immutable, swapped whole.</summary>
/// <param name="Version">0 before the first operator; one more with every change.</param>
/// <param name="Accounts">The operators.</param>
/// <param name="SigningKey">The secret key of tokens.</param>
[GenerateSerializer, Immutable, Alias("presence.operators-snapshot")]
public sealed record OperatorsSnapshot(
    [property: Id(0)] long Version, [property: Id(1)] ImmutableArray<OperatorAccount> Accounts, [property: Id(2)] ImmutableArray<byte> SigningKey)
{
    /// <summary>The snapshot before there is any operator.</summary>
    public static OperatorsSnapshot None { get; } = new(0, [], []);

    /// <summary>The operator of a name; null when there is none.</summary>
    public OperatorAccount? Find(string name)
    {
        foreach (var account in Accounts)
        {
            if (string.Equals(account.Name, name, StringComparison.OrdinalIgnoreCase))
                return account;
        }

        return null;
    }
}
