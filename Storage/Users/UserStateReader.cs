using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Storage.Users;

/// <summary>Cuts a long list into batches of the size that one statement may have, and decodes the rows.</summary>
internal sealed class UserStateReader(IUserStateStore store, IOptions<UserStorageOptions> options, TimeProvider time) : IUserStateReader, IDisposable
{
    private readonly int _batchRowsMax = options.Value.BatchRowsMax;
    private readonly SemaphoreSlim _turns = new(options.Value.QueriesMax);

    public void Dispose() => _turns.Dispose();

    public async ValueTask<ImmutableArray<UserPresence>> ReadManyAsync(
        AppId app, ImmutableArray<string> userIds, CancellationToken cancellationToken)
    {
        var presences = ImmutableArray.CreateBuilder<UserPresence>(userIds.Length);
        for (var start = 0; start < userIds.Length; start += _batchRowsMax)
        {
            var keys = new UserKey[Math.Min(_batchRowsMax, userIds.Length - start)];
            for (var i = 0; i < keys.Length; i++)
                keys[i] = new UserKey(app, userIds[start + i]);
            foreach (var stored in await ReadAsync(keys, cancellationToken))
                presences.Add(stored is null ? UserPresence.Unknown : UserPresenceCodec.DecodeShown(stored.Payload));
        }

        return presences.MoveToImmutable();
    }

    /// <summary>One try: a query is repeated by whoever asked, who knows how long the answer is worth waiting for.</summary>
    private async Task<StoredUserState?[]> ReadAsync(UserKey[] keys, CancellationToken cancellationToken)
    {
        await WaitForTurnAsync(cancellationToken);
        try
        {
            return await store.ReadManyAsync(keys, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException && store.Classify(fault) == StoreFailure.Unavailable)
        {
            throw new UserStorageUnavailableException($"The database did not answer a query: {fault.Message}");
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task WaitForTurnAsync(CancellationToken cancellationToken)
    {
        if (_turns.Wait(0, CancellationToken.None))
            return;
        using var limit = new CancellationTokenSource(options.Value.QueueTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _turns.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UserStorageBusyException($"More than {options.Value.QueriesMax} queries wait for the database.");
        }
    }
}
