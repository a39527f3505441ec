namespace PresenceCluster.Tests.Faults.Model;

/// <summary>The notice that a connection must get once its session was taken: the close code, and the winner's platform.</summary>
internal readonly record struct Notice(ConnectionFacts Connection, int Code, string By)
{
    /// <summary>Of several later logins, any may be named.</summary>
    public const string ByAnybody = "*";

    /// <summary>Whether it matches the notice that a client got.</summary>
    public bool Says(int code, string by) => Code == code && (By == by || By == ByAnybody);

    public override string ToString() => $"{Connection} is owed {Code}{(By.Length > 0 ? $" by {By}" : "")}";
}
