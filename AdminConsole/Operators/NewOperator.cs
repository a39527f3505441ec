using PresenceCluster.Domain.Settings;

namespace PresenceCluster.AdminConsole.Operators;

/// <summary>Whoever is to be able to sign in.</summary>
public sealed record NewOperator(string Name, OperatorRole Role);
