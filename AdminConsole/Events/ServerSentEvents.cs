using System.Runtime.CompilerServices;
using System.Text;

namespace PresenceCluster.AdminConsole.Events;

/// <summary>One message of a stream of server-sent events.</summary>
public sealed record ServerSentEvent(string? Id, string Data);

/// <summary>Reads server-sent events from a text: the browser's own reader cannot carry a token.</summary>
public static class ServerSentEvents
{
    /// <summary>Every message until the text ends. Comments, which only keep the line open, are left out.</summary>
    /// <exception cref="IOException">Not even a comment came for a while: the other end is gone.</exception>
    public static async IAsyncEnumerable<ServerSentEvent> ReadAsync(
        TextReader text, TimeSpan silenceMax, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        string? id = null;
        var data = new StringBuilder();
        while (await ReadLineAsync(text, silenceMax, time, cancellation) is { } line)
        {
            if (line.Length == 0)
            {
                if (data.Length > 0)
                    yield return new ServerSentEvent(id, data.ToString(0, data.Length - 1));
                data.Clear();
            }
            else if (Value(line, "data") is { } more)
            {
                data.Append(more).Append('\n');
            }
            else if (Value(line, "id") is { } last)
            {
                id = last;
            }
        }
    }

    private static async Task<string?> ReadLineAsync(TextReader text, TimeSpan silenceMax, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            return await text.ReadLineAsync(cancellation).AsTask().WaitAsync(silenceMax, time, cancellation);
        }
        catch (TimeoutException fault)
        {
            throw new IOException("The stream has fallen silent.", fault);
        }
    }

    private static string? Value(string line, string field)
    {
        if (!line.StartsWith(field, StringComparison.Ordinal) || (line.Length > field.Length && line[field.Length] != ':'))
            return null;
        var value = line.Length > field.Length ? line[(field.Length + 1)..] : "";
        return value.StartsWith(' ') ? value[1..] : value;
    }
}
