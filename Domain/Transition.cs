using System.Collections.Immutable;

namespace PresenceCluster.Domain;

/// <summary>What <see cref="PresenceMachine"/> decided.</summary>
/// <param name="State">The state to store; the same object as before when nothing changed.</param>
/// <param name="Effects">What to do once it is stored, in this order.</param>
/// <param name="Outcome">What to answer.</param>
public sealed record Transition(UserPresence State, ImmutableArray<PresenceEffect> Effects, PresenceOutcome Outcome);
