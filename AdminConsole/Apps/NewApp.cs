using PresenceCluster.Domain;

namespace PresenceCluster.AdminConsole.Apps;

/// <summary>An app that is to be; without a number, a free one is chosen.</summary>
public sealed record NewApp(uint? Id, string Name, Edition Edition);
