using System.Collections.Immutable;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Cluster.Processes;

/// <summary>Asks the processes that the membership lists, one call to each.</summary>
internal sealed class ClusterProcesses(ClusterView cluster, IProcessCalls calls, ProcessBroadcast broadcast, ProcessMeter meter)
    : IClusterProcesses
{
    public ImmutableArray<ClusterProcess> Members => cluster.Current.Members;

    public UserTally UsersOf(AppId? app) => meter.UsersOf(app);

    public async Task<ImmutableArray<(ClusterProcess Process, ProcessReport? Report)>> ReportAsync(AppId? app)
    {
        ImmutableArray<ClusterProcess> active = [.. Members.Where(member => member.Status == SiloStatus.Active)];
        var reports = await broadcast.AskAsync([.. active.Select(member => member.Address)], process => calls.Process(process).GetReportAsync(app));
        return [.. active.Zip(reports)];
    }

    public async Task<ImmutableArray<ProcessHistory>> HistoryAsync(AppId? app, TimeSpan window)
    {
        var histories = await broadcast.AskAsync(
            [.. cluster.Current.Active.Where(process => !process.Equals(cluster.LocalSilo))],
            process => calls.Process(process).GetHistoryAsync(app, window));
        return [new ProcessHistory(meter.History(app, window)), .. histories.OfType<ProcessHistory>()];
    }

    public async Task<bool?> SetDrainingAsync(ClusterProcess process, bool isDraining)
    {
        var answers = await broadcast.AskAsync<object>(
            [process.Address], async address => await calls.Process(address).SetDrainingAsync(isDraining));
        return (bool?)answers[0];
    }
}
