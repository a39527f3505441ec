using Microsoft.Extensions.Logging;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Cluster.Processes;

/// <summary>Answers for this process. It runs one call at a time, so it only reads what is in memory, or starts what goes on by itself.</summary>
internal sealed class ProcessService(GrainId id, Silo silo, ILoggerFactory loggerFactory, ProcessMeter meter, IProcessDoors? doors = null)
    : GrainService(id, silo, loggerFactory), IProcessService
{
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
