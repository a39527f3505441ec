using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Gateway.Queries;

/// <summary>Reaches the presence service of any silo that owns users.</summary>
internal interface IPresenceOwners
{
    /// <summary>The service on one silo. Its calls fail within milliseconds once that silo is gone.</summary>
    IPresenceService On(SiloAddress silo);
}
