using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Grains.Interfaces.Operators;
using PresenceCluster.Grains.Interfaces.Processes;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Cluster.Processes;

/// <summary>Lets other processes reach this one. Each call only touches memory, or starts what goes on by itself.</summary>
internal sealed class ProcessService(
    GrainId id,
    Silo silo,
    ILoggerFactory loggerFactory,
    IConnectionTable connections,
    AppDirectory apps,
    OperatorDirectory operators,
    ProcessMeter meter,
    IProcessDoors? doors = null)
    : GrainService(id, silo, loggerFactory), IProcessService
{
    public Task CloseAsync(ImmutableArray<CloseNotice> notices)
    {
        foreach (var notice in notices)
            connections.Close(notice);
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<bool>> HoldsAsync(ImmutableArray<long> connectionIds)
        => Task.FromResult<ImmutableArray<bool>>([.. connectionIds.Select(connections.Holds)]);

    public Task SwapAppAsync(AppSnapshot snapshot)
    {
        apps.Swap(snapshot);
        return Task.CompletedTask;
    }

    public Task SwapOperatorsAsync(OperatorsSnapshot snapshot)
    {
        operators.Swap(snapshot);
        return Task.CompletedTask;
    }

    public Task<ProcessReport> GetReportAsync(AppId? app) => Task.FromResult(meter.Report(app));

    public Task<ProcessHistory> GetHistoryAsync(AppId? app, TimeSpan window) => Task.FromResult(new ProcessHistory(meter.History(app, window)));

    public Task<bool> SetDrainingAsync(bool isDraining)
    {
        if (isDraining)
            doors?.Drain();
        else
            doors?.Resume();
        return Task.FromResult(doors is not null);
    }
}
