using System.Runtime.CompilerServices;
using System.Text;

namespace PresenceCluster.AdminConsole.Events;

/// <summary>One message of a stream of server-sent events.</summary>
public sealed record ServerSentEvent(string? Id, string Data);

/// <summary>Reads server-sent events from a text: the browser's own reader cannot carry a token.</summary>
public static class ServerSentEvents
{
    /// <summary>Every message until the text ends. Comments, which only keep the line open, are left out.</summary>
    public static async IAsyncEnumerable<ServerSentEvent> ReadAsync(
        TextReader text, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        string? id = null;
        var data = new StringBuilder();
        while (await text.ReadLineAsync(cancellation) is { } line)
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

    private static string? Value(string line, string field)
    {
        if (!line.StartsWith(field, StringComparison.Ordinal) || (line.Length > field.Length && line[field.Length] != ':'))
            return null;
        var value = line.Length > field.Length ? line[(field.Length + 1)..] : "";
        return value.StartsWith(' ') ? value[1..] : value;
    }
}
