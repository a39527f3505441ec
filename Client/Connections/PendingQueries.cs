using System.Collections.Concurrent;
using PresenceCluster.Protocol;

namespace PresenceCluster.Client.Connections;

/// <summary>The queries of one connection that wait for their answer, by request id. Bounded; all fail when the connection ends.</summary>
internal sealed class PendingQueries(int inFlightMax)
{
    private readonly ConcurrentDictionary<uint, TaskCompletionSource<QueryResult>> _waiting = new();
    private uint _lastId;
    private volatile bool _isOver;

    /// <summary>Sends one query and waits for its answer.</summary>
    public async Task<QueryResult> AskAsync(
        IEnumerable<string> userIds, Func<ClientFrame, Task> send, Func<Task<QueryResult>, Task<QueryResult>> wait)
    {
        if (_waiting.Count >= inFlightMax)
            throw new InvalidOperationException($"{inFlightMax} queries are waiting for their answer already.");

        var query = new Query { RequestId = Interlocked.Increment(ref _lastId) };
        query.UserIds.AddRange(userIds);
        if (query.UserIds.Count is < 1 or > FrameLimits.QueryUserIdsMax)
            throw new ArgumentException($"A query names 1 to {FrameLimits.QueryUserIdsMax} users.", nameof(userIds));

        var answer = new TaskCompletionSource<QueryResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[query.RequestId] = answer;
        try
        {
            // The connection may have ended between the caller's check and the line above.
            if (_isOver)
                throw Over();
            await send(new ClientFrame { Query = query });
            return await wait(answer.Task);
        }
        finally
        {
            _waiting.TryRemove(query.RequestId, out _);
        }
    }

    /// <summary>Passes an answer to the query that waits for it. An answer without a waiting query is dropped.</summary>
    public void Answer(QueryResult result)
    {
        if (_waiting.TryGetValue(result.RequestId, out var answer))
            answer.TrySetResult(result);
    }

    /// <summary>The connection ended.</summary>
    public void Fail()
    {
        _isOver = true;
        foreach (var answer in _waiting.Values)
            answer.TrySetException(Over());
    }

    private static IOException Over() => new("The connection ended before the answer came.");
}
