using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Gateway.Rest;

/// <summary>The administrator who makes a REST call.</summary>
/// <param name="App">The app, as this process knows it.</param>
/// <param name="UserId">The administrator.</param>
internal sealed record Caller(AppSnapshot App, string UserId);
