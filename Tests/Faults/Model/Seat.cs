namespace PresenceCluster.Tests.Faults.Model;

/// <summary>One logged-in device of a <see cref="World"/>.</summary>
/// <param name="Connection">Its newest connection.</param>
/// <param name="IsOnline">Whether that is Online, or PushOnline.</param>
/// <param name="ByHand">The login by hand that its session began with.</param>
internal readonly record struct Seat(ConnectionFacts Connection, bool IsOnline, ConnectionFacts ByHand)
{
    public override string ToString() => $"{Connection} {(IsOnline ? "Online" : "PushOnline")}";
}
