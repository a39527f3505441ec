using PresenceCluster.Domain.Settings;
using PresenceCluster.Grains.Interfaces.Operators;

namespace PresenceCluster.Gateway.Operators;

/// <summary>The operator who makes a call.</summary>
/// <param name="Name">The name, for the audit log.</param>
/// <param name="Role">The role.</param>
/// <param name="Account">The account; null for an operator of an external issuer.</param>
/// <param name="SignedInAt">When the password was given.</param>
internal sealed record SignedInOperator(string Name, OperatorRole Role, OperatorAccount? Account, DateTimeOffset SignedInAt);
