using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces.Processes;

/// <summary>What a process says of itself, and what an operator may do to it; addressed by its silo address. Runs in every process.</summary>
[Alias("presence.process-service")]
public interface IProcessService : Orleans.Services.IGrainService
{
    /// <summary>How the process is; of one app, or of all without one.</summary>
    [Alias("report")]
    Task<ProcessReport> GetReportAsync(AppId? app);

    /// <summary>The last minutes; of one app, or of all without one. An app with little traffic may have none.</summary>
    [Alias("history")]
    Task<ProcessHistory> GetHistoryAsync(AppId? app, TimeSpan window);

    /// <summary>Lets the process send its clients elsewhere and take no new ones, or take them again. False when it has no doors.</summary>
    [Alias("drain")]
    Task<bool> SetDrainingAsync(bool isDraining);
}
