using PresenceCluster.Domain.Settings;

namespace PresenceCluster.Grains.Interfaces.Operators;

/// <summary>
/// The operators of the cluster. One grain; no login or query calls it. Every process keeps a snapshot, verifies passwords and tokens by
/// itself, and passes only hashes in. Guessed passwords therefore cost the grain nothing.
/// </summary>
[Alias("presence.operators")]
public interface IOperatorsGrain : IGrainWithIntegerKey
{
    /// <summary>The key of the one grain.</summary>
    const long Key = 0;

    /// <summary>The operators; null when the caller's version is the current one.</summary>
    [Alias("get")]
    Task<OperatorsSnapshot?> GetAsync(long knownVersion, CancellationToken cancellationToken = default);

    /// <summary>Adds an operator.</summary>
    [Alias("add")]
    Task<OperatorChangeReply> AddAsync(OperatorAccount account, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds the first administrator if there is no operator yet. When many processes start at once, exactly one of them succeeds.
    /// </summary>
    /// <param name="account">The administrator.</param>
    /// <param name="replacesUnused">
    /// Whether it may replace a first administrator whose one-time password was never used. This is the remedy for a lost one.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("add-first")]
    Task<OperatorChangeReply> AddFirstAsync(OperatorAccount account, bool replacesUnused, CancellationToken cancellationToken = default);

    /// <summary>Gives an operator another role.</summary>
    [Alias("set-role")]
    Task<OperatorChangeReply> SetRoleAsync(string name, OperatorRole role, CancellationToken cancellationToken = default);

    /// <summary>Gives an operator another password.</summary>
    /// <param name="name">The operator.</param>
    /// <param name="passwordHash">The new password's hash.</param>
    /// <param name="mustChange">Whether it is a one-time password.</param>
    /// <param name="expectedStamp">The stamp under which the present password was verified; null when an administrator sets it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("set-password")]
    Task<OperatorChangeReply> SetPasswordAsync(
        string name, string passwordHash, bool mustChange, string? expectedStamp, CancellationToken cancellationToken = default);

    /// <summary>Removes an operator.</summary>
    [Alias("remove")]
    Task<OperatorChangeReply> RemoveAsync(string name, CancellationToken cancellationToken = default);
}
