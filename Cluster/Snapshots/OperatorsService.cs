using Microsoft.Extensions.Logging;
using PresenceCluster.Grains.Interfaces.Operators;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Cluster.Snapshots;

/// <summary>Takes a change of the operators into this process as soon as it is stored.</summary>
internal sealed class OperatorsService(GrainId id, Silo silo, ILoggerFactory loggerFactory, OperatorDirectory operators)
    : GrainService(id, silo, loggerFactory), IOperatorsService
{
    public Task SwapAsync(OperatorsSnapshot snapshot)
    {
        operators.Swap(snapshot);
        return Task.CompletedTask;
    }
}
