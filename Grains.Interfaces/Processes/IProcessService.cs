using System.Collections.Immutable;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Grains.Interfaces.Operators;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Grains.Interfaces.Processes;

/// <summary>
/// One process of the cluster, addressed by its silo address: its connections, its snapshots and its counters. Runs in every process. A call
/// to a process that is gone fails within milliseconds.
/// </summary>
[Alias("presence.process-service")]
public interface IProcessService : Orleans.Services.IGrainService
{
    /// <summary>Tells connections that their sessions are over, and closes them. Unknown connections are skipped.</summary>
    [Alias("close")]
    Task CloseAsync(ImmutableArray<CloseNotice> notices);

    /// <summary>
    /// Which of these connections are open, or closed with their end still being reported; in the same order. A process without connections
    /// holds none.
    /// </summary>
    [Alias("holds")]
    Task<ImmutableArray<bool>> HoldsAsync(ImmutableArray<long> connectionIds);

    /// <summary>Takes an app's settings, unless the process has newer ones.</summary>
    [Alias("swap-app")]
    Task SwapAppAsync(AppSnapshot snapshot);

    /// <summary>Takes the operators, unless the process has newer ones.</summary>
    [Alias("swap-operators")]
    Task SwapOperatorsAsync(OperatorsSnapshot snapshot);

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
