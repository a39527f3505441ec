namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>One fault as it happened.</summary>
internal sealed class FaultWindow(string what, TimeSpan startedAt)
{
    public string What { get; } = what;

    public TimeSpan StartedAt { get; } = startedAt;

    /// <summary>When everything that it broke was running again.</summary>
    public TimeSpan HealedAt { get; set; } = TimeSpan.MaxValue;

    /// <summary>By how much the database's clock was set meanwhile; negative when it was set back.</summary>
    public TimeSpan DatabaseStep { get; init; }

    public override string ToString() => $"{What}, healed {(HealedAt == TimeSpan.MaxValue ? "never" : $"at {HealedAt:mm\\:ss\\.fff}")}";
}
