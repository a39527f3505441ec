using System.Text;

namespace PresenceCluster.Tests;

/// <summary>What a run has to say: to the test's output, and, for who waits half an hour, to a file while it runs.</summary>
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
