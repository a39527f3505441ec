using System.Collections.Immutable;

namespace PresenceCluster.Domain;

/// <summary>A decision of <see cref="PresenceMachine"/>.</summary>
/// <param name="State">The state to store; the same object as before when nothing changed.</param>
/// <param name="Effects">The acts to perform once it is stored, in this order.</param>
/// <param name="Outcome">The answer.</param>
public sealed record Transition(UserPresence State, ImmutableArray<PresenceEffect> Effects, PresenceOutcome Outcome)
{
    /// <summary>The same decision, with the effects of earlier ones performed before its own.</summary>
    internal Transition After(ImmutableArray<PresenceEffect> earlier) => earlier.IsEmpty ? this : this with { Effects = earlier.AddRange(Effects) };
}
