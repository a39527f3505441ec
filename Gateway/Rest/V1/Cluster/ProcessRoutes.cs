using PresenceCluster.Cluster.Processes;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Grains.Interfaces.Processes;
using PresenceCluster.Storage.Audit;

namespace PresenceCluster.Gateway.Rest.V1.Cluster;

/// <summary>The processes of the cluster, and draining one of them.</summary>
internal sealed class ProcessRoutes(IClusterProcesses processes, AuditTrail audit)
{
    /// <summary>All processes.</summary>
    public async Task<IResult> ListAsync()
    {
        // A process that joined or left during the call is in neither list. The next answer has it.
        var others = processes.Members.Where(process => process.Status != SiloStatus.Active);
        var answers = await processes.ReportAsync(app: null);
        var listed = answers.Concat(others.Select(process => (Process: process, Report: (ProcessReport?)null)))
            .OrderBy(one => one.Process.Role).ThenBy(one => one.Process.Name, StringComparer.Ordinal);
        return TypedResults.Json(new ProcessListBody([.. listed.Select(one => ProcessBody.From(one.Process, one.Report))]), V1Json.Default.ProcessListBody);
    }

    /// <summary>Sends a process's clients elsewhere. It accepts no new ones until it is resumed or started again.</summary>
    public Task<IResult> DrainAsync(HttpContext context, string name) => SetAsync(context, name, isDraining: true, AuditAction.ProcessDrained);

    /// <summary>Makes a process accept clients again.</summary>
    public Task<IResult> ResumeAsync(HttpContext context, string name) => SetAsync(context, name, isDraining: false, AuditAction.ProcessResumed);

    private async Task<IResult> SetAsync(HttpContext context, string name, bool isDraining, AuditAction action)
    {
        // A process that was started again may be listed beside its earlier run for a moment. The later run is meant.
        var process = processes.Members.Where(one => one.Name == name && one.Status == SiloStatus.Active).MaxBy(one => one.Address.Generation);
        if (process is null)
            return ProblemKind.UnknownProcess.With();
        switch (await processes.SetDrainingAsync(process, isDraining))
        {
            case null:
                return ProblemKind.Unavailable.With("The process did not answer.");
            case false:
                return ProblemKind.NoDoors.With();
            default:
                await audit.NoteAsync(context, action, app: null, subject: name);
                return TypedResults.NoContent();
        }
    }
}
