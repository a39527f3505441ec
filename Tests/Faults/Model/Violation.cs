namespace PresenceCluster.Tests.Faults.Model;

/// <summary>A broken promise, with what is needed to understand it.</summary>
/// <param name="Rule">Which promise.</param>
/// <param name="User">Whose; a process or "the cluster" when it is no user's.</param>
/// <param name="At">When it showed.</param>
/// <param name="What">What was seen, and what would have been right.</param>
internal sealed record Violation(Rule Rule, string User, TimeSpan At, string What);
