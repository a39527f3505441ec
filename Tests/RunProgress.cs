using System.Text;

namespace PresenceCluster.Tests;

/// <summary>The progress of a run: to the test's output, and to a file that can be read during a long run.</summary>
internal sealed class RunProgress(Action<string> output, StreamWriter? file) : IDisposable
{
    private readonly StringBuilder _text = new();

    public string Text => _text.ToString();

    public static RunProgress FromEnvironment(Action<string> output)
        => new(output, Environment.GetEnvironmentVariable("PRESENCE_RUN_LOG") is { Length: > 0 } path ? new StreamWriter(path) { AutoFlush = true } : null);

    public void Say(string line)
    {
        _text.AppendLine(line);
        output(line);
        file?.WriteLine(line);
    }

    public void Dispose() => file?.Dispose();
}
