using PresenceCluster.Gateway.Rest.V1.Problems;

namespace PresenceCluster.Gateway.Rest.V1.Cluster;

/// <summary>The routes of the cluster as a whole, with the description of each for the OpenAPI document.</summary>
internal static class ClusterMap
{
    private const string Tag = "Cluster";
    private const string AppDescription = "The app that is counted; all without it. Its own administrators may name it, too.";

    public static void MapOverview(this RouteGroupBuilder group, OverviewRoutes overview)
    {
        group.MapGet("", (Delegate)overview.GetAsync)
            .WithName("getOverview").WithTags(Tag)
            .WithSummary("Users, sessions, rates, connections and the webhook backlog, now. A process that does not answer is named, and its part is missing.")
            .WithQuery("app", AppDescription)
            .Produces<OverviewBody>().WithProblems(ProblemKind.UnknownApp);
        group.MapGet("/history", (Delegate)overview.GetHistoryAsync)
            .WithName("getOverviewHistory").WithTags(Tag).WithSummary("The last minutes, as the processes have noted them in memory.")
            .WithQuery("seconds", "How far back, up to what is kept (ten minutes by default); 300 unless given.").WithQuery("app", AppDescription)
            .Produces<OverviewHistoryBody>().WithProblems(ProblemKind.UnknownApp, ProblemKind.BadParameter);
    }

    public static void MapProcesses(this RouteGroupBuilder group, ProcessRoutes processes)
    {
        group.MapGet("/processes", () => processes.ListAsync())
            .WithName("listProcesses").WithTags(Tag).WithSummary("The processes of the cluster and their load.")
            .Produces<ProcessListBody>();
        group.MapPost("/processes/{name}/drain", (HttpContext context, string name) => processes.DrainAsync(context, name))
            .WithName("drainProcess").WithTags(Tag)
            .WithSummary("Has a process refuse new connections and send its clients elsewhere, one after another; it stays up, and is not ready.")
            .Produces(StatusCodes.Status204NoContent).WithProblems(ProblemKind.UnknownProcess, ProblemKind.NoDoors);
        group.MapDelete("/processes/{name}/drain", (HttpContext context, string name) => processes.ResumeAsync(context, name))
            .WithName("resumeProcess").WithTags(Tag).WithSummary("Has a process take connections again.")
            .Produces(StatusCodes.Status204NoContent).WithProblems(ProblemKind.UnknownProcess, ProblemKind.NoDoors);
    }

    public static void MapAuditLog(this RouteGroupBuilder group, AuditRoutes audit)
        => group.MapGet("/audit", (Delegate)audit.GetAsync)
            .WithName("getAuditLog").WithTags(Tag).WithSummary("Who changed what through the API, newest first.")
            .WithQuery("limit", "The most of one page, 1 to 500; 50 unless given.")
            .WithQuery("before", "The id below which the page begins; the newest without it.")
            .Produces<AuditPageBody>().WithProblems(ProblemKind.BadParameter);
}
