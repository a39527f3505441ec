using PresenceCluster.Domain;

namespace PresenceCluster.AdminConsole.Apps;

/// <summary>An app to be created; without a number, a free one is chosen.</summary>
public sealed record NewApp(uint? Id, string Name, Edition Edition);
