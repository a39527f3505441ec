using System.Collections.Concurrent;
using PresenceCluster.Protocol;

namespace PresenceCluster.Client.Connections;

/// <summary>The requests of one connection that wait for their answer, by request id. Bounded; all fail when the connection ends.</summary>
internal sealed class PendingRequests(int inFlightMax)
{
    private readonly ConcurrentDictionary<uint, TaskCompletionSource<ServerFrame>> _waiting = new();
    private uint _lastId;
    private volatile bool _isOver;

    /// <summary>Sends one request and waits for its answer.</summary>
    /// <param name="request">Makes the request's frame with its id.</param>
    /// <param name="send">Sends the frame.</param>
    /// <param name="wait">Bounds the wait.</param>
    /// <exception cref="RequestRefusedException">The gateway refused the request.</exception>
    public async Task<ServerFrame> AskAsync(
        Func<uint, ClientFrame> request, Func<ClientFrame, Task> send, Func<Task<ServerFrame>, Task<ServerFrame>> wait)
    {
        if (_waiting.Count >= inFlightMax)
            throw new InvalidOperationException($"{inFlightMax} requests are waiting for their answer already.");

        var id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<ServerFrame>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        try
        {
            // The connection may have ended between the caller's check and the line above.
            if (_isOver)
                throw Over();
            await send(request(id));
            return await wait(answer.Task);
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    /// <summary>Passes an answer to the request that waits for it. An answer without a waiting request is dropped.</summary>
    public void Answer(ServerFrame frame)
    {
        // No request has the id 0.
        var id = frame.QueryResult?.RequestId ?? frame.CustomStatusResult?.RequestId ?? frame.RequestRefused?.RequestId ?? 0;
        if (!_waiting.TryGetValue(id, out var answer))
            return;
        if (frame.RequestRefused is { } refused)
            answer.TrySetException(Refusal(refused));
        else
            answer.TrySetResult(frame);
    }

    /// <summary>The connection ended.</summary>
    public void Fail()
    {
        _isOver = true;
        foreach (var answer in _waiting.Values)
            answer.TrySetException(Over());
    }

    private static RequestRefusedException Refusal(RequestRefused refused)
        => new(refused.Code, refused.Text, refused.RetryAfterMs == 0 ? null : TimeSpan.FromMilliseconds(refused.RetryAfterMs));

    private static IOException Over() => new("The connection ended before the answer came.");
}
