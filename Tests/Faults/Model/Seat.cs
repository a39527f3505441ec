namespace PresenceCluster.Tests.Faults.Model;

/// <summary>One logged-in device of a <see cref="World"/>: its newest connection, and whether that is Online or PushOnline.</summary>
internal readonly record struct Seat(ConnectionFacts Connection, bool IsOnline)
{
    public override string ToString() => $"{Connection} {(IsOnline ? "Online" : "PushOnline")}";
}
