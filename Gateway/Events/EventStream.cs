using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Gateway.Events;

/// <summary>
/// One live stream of server-sent events. It writes the events behind its position, and a comment when there were none for a while. As
/// often, it checks that the reader is still permitted. The framework's own result is not used: it has no comments, and waits for a slow
/// reader without limit.
/// </summary>
/// <param name="feed">The app's feed.</param>
/// <param name="start">The reader's position.</param>
/// <param name="mayGoOn">Whether the reader's credential still permits it.</param>
/// <param name="options">The limits.</param>
/// <param name="time">The clock.</param>
internal sealed class EventStream(
    EventFeed feed, EventPosition start, Func<ValueTask<bool>> mayGoOn, EventStreamOptions options, TimeProvider time)
{
    private static readonly byte[] Heartbeat = ": \n\n"u8.ToArray();

    /// <summary>
    /// Writes until the reader leaves, is no longer permitted, is too slow, has used its time, or has fallen behind the kept events.
    /// </summary>
    /// <param name="output">The destination.</param>
    /// <param name="cancellationToken">The reader is gone, or the process stops.</param>
    public async Task WriteAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        using var lifetime = new CancellationTokenSource(options.StreamLifetime, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(lifetime.Token, cancellationToken);
        var position = start;
        var checkedAt = time.GetTimestamp();
        // An id without data: a reader that is cut off before its first event resumes at its starting position.
        Write(output, $"retry: 1000\nid: {position}\n\n");
        await FlushAsync(output, ending.Token);
        while (!ending.IsCancellationRequested)
        {
            // Taken before the read, so that events that arrive during the read are signalled.
            var changed = feed.Changed;
            if (time.GetElapsedTime(checkedAt) >= options.HeartbeatPeriod)
            {
                if (!await mayGoOn())
                    return;
                checkedAt = time.GetTimestamp();
            }

            if (await feed.ReadAsync(position, ending.Token) is not { } page)
                return;
            if (page.Count == 0)
            {
                if (!await IsCompletedAsync(changed, ending.Token))
                    output.Write(Heartbeat);
            }
            else
            {
                foreach (var recorded in page)
                    Write(output, recorded);
                position = page[^1].Position;
            }

            await FlushAsync(output, ending.Token);
        }
    }

    private static void Write(PipeWriter output, RecordedEvent recorded)
    {
        Write(output, $"id: {recorded.Position}\nevent: {StatusEventJson.MessageType}\ndata: ");
        // The JSON has no line breaks: those in a user's text are escaped.
        output.Write(JsonSerializer.SerializeToUtf8Bytes(StatusEventBody.From(recorded), StatusEventJson.Default.StatusEventBody));
        output.Write("\n\n"u8);
    }

    private static void Write(PipeWriter output, string text) => Encoding.ASCII.GetBytes(text, output);

    private async ValueTask<bool> IsCompletedAsync(Task changed, CancellationToken cancellationToken)
    {
        try
        {
            await changed.WaitAsync(options.HeartbeatPeriod, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task FlushAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        var flushing = output.FlushAsync(cancellationToken);
        if (flushing.IsCompletedSuccessfully)
            return;
        await flushing.AsTask().WaitAsync(options.WriteTimeout, time, cancellationToken);
    }
}
