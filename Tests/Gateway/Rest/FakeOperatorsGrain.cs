using System.Collections.Immutable;
using System.Security.Cryptography;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Grains.Interfaces.Operators;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>An operators' grain in memory, which tells the only process. The real grain's tests check its rules.</summary>
internal sealed class FakeOperatorsGrain : IOperatorsGrain
{
    private int _stamps;

    public OperatorsSnapshot Current { get; private set; } = new(1, [], [.. RandomNumberGenerator.GetBytes(32)]);

    /// <summary>Where changes arrive.</summary>
    public OperatorDirectory? Directory { get; set; }

    /// <summary>The answer to the next change, instead of making it.</summary>
    public OperatorChangeReply? NextReply { get; set; }

    public Task<OperatorsSnapshot?> GetAsync(long knownVersion, CancellationToken cancellationToken = default)
        => Task.FromResult<OperatorsSnapshot?>(Current);

    public Task<OperatorChangeReply> AddAsync(OperatorAccount account, CancellationToken cancellationToken = default)
        => ChangeAsync(Current.Find(account.Name), before => before is null ? account : null, new OperatorChangeReply.Exists());

    public Task<OperatorChangeReply> AddFirstAsync(OperatorAccount account, bool replacesUnused, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    public Task<OperatorChangeReply> SetRoleAsync(string name, OperatorRole role, CancellationToken cancellationToken = default)
        => ChangeAsync(Current.Find(name), before => before is null ? null : before with { Role = role }, new OperatorChangeReply.Unknown());

    public Task<OperatorChangeReply> SetPasswordAsync(
        string name, string passwordHash, bool mustChange, string? expectedStamp, CancellationToken cancellationToken = default)
        => ChangeAsync(
            Current.Find(name),
            before => before is null || (expectedStamp is not null && expectedStamp != before.Stamp)
                ? null
                : before with { PasswordHash = passwordHash, MustChangePassword = mustChange },
            new OperatorChangeReply.Unknown());

    public Task<OperatorChangeReply> RemoveAsync(string name, CancellationToken cancellationToken = default)
    {
        if (NextReply is { } reply)
            return Task.FromResult(reply);
        if (Current.Find(name) is not { } account)
            return Task.FromResult<OperatorChangeReply>(new OperatorChangeReply.Unknown());
        Swap(Current.Accounts.Remove(account));
        return Task.FromResult<OperatorChangeReply>(new OperatorChangeReply.Changed(account));
    }

    private Task<OperatorChangeReply> ChangeAsync(
        OperatorAccount? before, Func<OperatorAccount?, OperatorAccount?> change, OperatorChangeReply refusal)
    {
        if (NextReply is { } reply)
            return Task.FromResult(reply);
        if (change(before) is not { } after)
            return Task.FromResult(refusal);
        after = after with { Stamp = $"stamp {++_stamps}", CreatedAt = RestHost.Start };
        Swap(before is null ? Current.Accounts.Add(after) : Current.Accounts.Replace(before, after));
        return Task.FromResult<OperatorChangeReply>(new OperatorChangeReply.Changed(after));
    }

    private void Swap(ImmutableArray<OperatorAccount> accounts)
    {
        Current = Current with { Version = Current.Version + 1, Accounts = accounts };
        Directory?.Swap(Current);
    }
}
