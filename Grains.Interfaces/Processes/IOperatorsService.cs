using PresenceCluster.Grains.Interfaces.Operators;

namespace PresenceCluster.Grains.Interfaces.Processes;

/// <summary>Takes the operators into one process, addressed by its silo address.</summary>
[Alias("presence.operators-service")]
public interface IOperatorsService : Orleans.Services.IGrainService
{
    /// <summary>Replaces the process's snapshot, unless it has a newer one.</summary>
    [Alias("swap")]
    Task SwapAsync(OperatorsSnapshot snapshot);
}
