using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Delivery;

/// <summary>Names a lane: one partition of an app's log on its way to one endpoint.</summary>
public readonly record struct LaneKey(AppId App, string EndpointId, int Partition);
