namespace PresenceCluster.Tests.Faults.Model;

/// <summary>A broken promise, with its explanation.</summary>
/// <param name="Rule">The promise.</param>
/// <param name="User">The user; a process or "the cluster" when it concerns no user.</param>
/// <param name="At">When it was observed.</param>
/// <param name="What">The observation, and what would have been right.</param>
internal sealed record Violation(Rule Rule, string User, TimeSpan At, string What);
