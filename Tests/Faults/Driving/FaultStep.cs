using PresenceCluster.Tests.Clocks;

namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>One fault of a schedule.</summary>
/// <param name="Pause">How long after the fault before it was healed, or after the start of the round.</param>
/// <param name="Kind">The kind of fault.</param>
/// <param name="Slot">Which gateway or silo it concerns: its remainder by how many there are.</param>
/// <param name="Lasts">How long until it is healed.</param>
/// <param name="KeepsPorts">Whether the next process takes the ports of the one that is gone.</param>
/// <param name="Clocks">The processes whose wall clocks step.</param>
/// <param name="StepsBy">By how much.</param>
/// <param name="KeepsStep">Whether they stay stepped for as long as their processes live.</param>
internal sealed record FaultStep(
    TimeSpan Pause, FaultKind Kind, int Slot, TimeSpan Lasts, bool KeepsPorts, ClockOwner Clocks, TimeSpan StepsBy, bool KeepsStep)
{
    /// <summary>How many slots there are: each remainder is as likely as the others.</summary>
    public const int Slots = 6;

    public override string ToString() => Kind == FaultKind.StepClocks
        ? $"{Kind} of {Clocks} {Slot} by {StepsBy.TotalSeconds} s, {(KeepsStep ? "kept" : "taken back")}, and kill"
        : $"{Kind} for {Lasts.TotalSeconds:0.0} s";
}
