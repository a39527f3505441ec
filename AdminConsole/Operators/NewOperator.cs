using PresenceCluster.Domain.Settings;

namespace PresenceCluster.AdminConsole.Operators;

/// <summary>An operator to be created.</summary>
public sealed record NewOperator(string Name, OperatorRole Role);
