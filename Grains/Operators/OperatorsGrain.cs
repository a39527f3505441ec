using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using PresenceCluster.Cluster.Hosting;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Grains.Interfaces.Operators;

namespace PresenceCluster.Grains.Operators;

/// <summary>
/// Keeps the operators and the key of their tokens. Each change is stored as the next version, and every process is told before the caller
/// gets the answer. From then on every process refuses a token that the change made invalid.
/// </summary>
[GrainType("presence-operators")]
internal sealed partial class OperatorsGrain(
    [PersistentState("presence-operators", ClusterDatabaseHosting.AdminStorageName)] IPersistentState<OperatorsState> stored,
    ClusterView cluster,
    ProcessBroadcast processes,
    IProcessCalls calls,
    TimeProvider time,
    ILogger<OperatorsGrain> log) : Grain, IOperatorsGrain
{
    private const int SigningKeyBytes = 32;
    private const int StampBytes = 16;

    private OperatorsSnapshot Current => stored.State.Snapshot;

    public Task<OperatorsSnapshot?> GetAsync(long knownVersion, CancellationToken cancellationToken = default)
        => Task.FromResult(Current.Version == knownVersion ? null : Current);

    public async Task<OperatorChangeReply> AddAsync(OperatorAccount account, CancellationToken cancellationToken = default)
    {
        if (Current.Find(account.Name) is not null)
            return new OperatorChangeReply.Exists();
        if (Current.Accounts.Length >= OperatorRules.OperatorsMax)
            return new OperatorChangeReply.Full();
        var added = Fresh(account);
        return await StoreAsync(Current.Accounts.Add(added), added);
    }

    public async Task<OperatorChangeReply> AddFirstAsync(OperatorAccount account, bool replacesUnused, CancellationToken cancellationToken = default)
    {
        if (Current.Accounts is [] || (replacesUnused && Current.Accounts is [{ MustChangePassword: true, Role: OperatorRole.Admin }]))
        {
            var added = Fresh(account);
            return await StoreAsync([added], added);
        }

        return new OperatorChangeReply.Exists();
    }

    public async Task<OperatorChangeReply> SetRoleAsync(string name, OperatorRole role, CancellationToken cancellationToken = default)
    {
        if (Current.Find(name) is not { } account)
            return new OperatorChangeReply.Unknown();
        if (role == account.Role)
            return new OperatorChangeReply.Changed(account);
        return IsLastAdmin(account) ? new OperatorChangeReply.LastAdmin() : await ReplaceAsync(account, account with { Role = role });
    }

    public async Task<OperatorChangeReply> SetPasswordAsync(
        string name, string passwordHash, bool mustChange, string? expectedStamp, CancellationToken cancellationToken = default)
    {
        if (Current.Find(name) is not { } account || (expectedStamp is not null && expectedStamp != account.Stamp))
            return new OperatorChangeReply.Unknown();
        return await ReplaceAsync(account, account with { PasswordHash = passwordHash, MustChangePassword = mustChange });
    }

    public async Task<OperatorChangeReply> RemoveAsync(string name, CancellationToken cancellationToken = default)
    {
        if (Current.Find(name) is not { } account)
            return new OperatorChangeReply.Unknown();
        return IsLastAdmin(account) ? new OperatorChangeReply.LastAdmin() : await StoreAsync(Current.Accounts.Remove(account), account);
    }

    private static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(StampBytes));

    private bool IsLastAdmin(OperatorAccount account)
        => account.Role == OperatorRole.Admin && Current.Accounts.Count(other => other.Role == OperatorRole.Admin) == 1;

    private OperatorAccount Fresh(OperatorAccount account) => account with { Stamp = NewStamp(), CreatedAt = time.GetUtcNow() };

    private Task<OperatorChangeReply> ReplaceAsync(OperatorAccount before, OperatorAccount after)
    {
        after = after with { Stamp = NewStamp() };
        return StoreAsync(Current.Accounts.Replace(before, after), after);
    }

    private async Task<OperatorChangeReply> StoreAsync(ImmutableArray<OperatorAccount> accounts, OperatorAccount changed)
    {
        var key = Current.SigningKey is { IsEmpty: false } known ? known : [.. RandomNumberGenerator.GetBytes(SigningKeyBytes)];
        var snapshot = new OperatorsSnapshot(Current.Version + 1, accounts, key);
        stored.State = new OperatorsState { Snapshot = snapshot };
        try
        {
            await stored.WriteStateAsync();
        }
        catch
        {
            // Whether the write took effect is unknown; the next activation reads the stored state.
            DeactivateOnIdle();
            throw;
        }

        LogChanged(snapshot.Version);
        await processes.TellAsync(cluster.Current.Active, process => calls.Process(process).SwapOperatorsAsync(snapshot));
        return new OperatorChangeReply.Changed(changed);
    }

    [LoggerMessage(2411, LogLevel.Information, "The operators are at version {Version}.")]
    private partial void LogChanged(long version);
}
