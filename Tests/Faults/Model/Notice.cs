namespace PresenceCluster.Tests.Faults.Model;

/// <summary>What a connection is owed once its session was taken from it: the close code, and the winner's platform.</summary>
internal readonly record struct Notice(ConnectionFacts Connection, int Code, string By)
{
    public override string ToString() => $"{Connection} is owed {Code}{(By.Length > 0 ? $" by {By}" : "")}";
}
