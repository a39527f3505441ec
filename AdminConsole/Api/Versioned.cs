namespace PresenceCluster.AdminConsole.Api;

/// <summary>An answer with the ETag that a change of it must name.</summary>
public sealed record Versioned<T>(T Body, string ETag);
