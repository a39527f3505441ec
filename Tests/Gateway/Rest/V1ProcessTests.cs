using System.Net;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Storage.Audit;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>The processes of the cluster are listed to every operator, and drained by administrators.</summary>
public sealed class V1ProcessTests : V1Tests
{
    private const string Drain = "/v1/processes/gate%201/drain";

    private string _admin = "";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _admin = await Host.SignInAsync("alice", OperatorRole.Admin);
        Host.Processes.Add("silo-1", ProcessRole.Silo, V1OverviewTests.Report(heartbeats: 0.5, connections: 3, backlog: 0) with { Connections = null });
        Host.Processes.Add("gate 1", ProcessRole.Gateway, V1OverviewTests.Report(heartbeats: 4, connections: 10, backlog: 0) with
        {
            IsDraining = true,
            ActiveUsers = null,
        });
        Host.Processes.Add("gate 2", ProcessRole.Gateway, report: null);
        Host.Processes.Add("gate 3", ProcessRole.Gateway, report: null, SiloStatus.Joining);
    }

    [Fact]
    public async Task Every_member_is_listed_with_what_it_says_of_itself()
    {
        var viewer = await Host.SignInAsync("vera", OperatorRole.Viewer);

        AssertJson(
            """
            {"processes":[
            {"name":"silo-1","role":"Silo","address":"127.0.0.1:11111","status":"Active","version":"1.2.3","startedAt":"2026-11-23T08:00:00+00:00",
            "draining":false,"activeUsers":4,"cpuPercent":12.3,"memoryBytes":5000},
            {"name":"gate 1","role":"Gateway","address":"127.0.0.1:11112","status":"Active","version":"1.2.3","startedAt":"2026-11-23T08:00:00+00:00",
            "draining":true,"connections":10,"cpuPercent":12.3,"memoryBytes":5000,"heartbeatsPerSecond":4},
            {"name":"gate 2","role":"Gateway","address":"127.0.0.1:11113","status":"Unresponsive","draining":false},
            {"name":"gate 3","role":"Gateway","address":"127.0.0.1:11114","status":"Joining","draining":false}]}
            """,
            await OkAsync(Host.SendAsync(HttpMethod.Get, "/v1/processes", bearer: viewer)));
    }

    [Fact]
    public async Task Drain_and_resume_reach_the_process_and_stand_in_the_audit_log()
    {
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Delete })
        {
            using var response = await Host.SendAsync(method, Drain, bearer: _admin);
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        }

        Assert.Equal(["gate 1 drained", "gate 1 resumed"], Host.Processes.Done);
        Assert.Equal(
            [(AuditAction.ProcessDrained.Name, "alice", "gate 1"), (AuditAction.ProcessResumed.Name, "alice", "gate 1")],
            Host.Audit.Entries.Select(entry => (entry.Action, entry.Who, entry.Subject!)));
    }

    [Fact]
    public async Task Viewer_drains_nothing()
    {
        await RefusedAsync(
            ProblemKind.AdminRequired, Host.SendAsync(HttpMethod.Post, Drain, bearer: await Host.SignInAsync("vera", OperatorRole.Viewer)));

        Assert.Empty(Host.Processes.Done);
    }

    [Theory]
    [InlineData("gate 9")]
    [InlineData("gate 3")]
    public async Task Process_that_is_not_there_is_answered_with_404(string name)
    {
        await RefusedAsync(
            ProblemKind.UnknownProcess, Host.SendAsync(HttpMethod.Post, $"/v1/processes/{Uri.EscapeDataString(name)}/drain", bearer: _admin));

        Assert.Empty(Host.Processes.Done);
    }

    [Fact]
    public async Task Process_without_doors_is_answered_with_409()
    {
        Host.Processes.DrainAnswer = false;

        await RefusedAsync(ProblemKind.NoDoors, Host.SendAsync(HttpMethod.Post, "/v1/processes/silo-1/drain", bearer: _admin));

        Assert.Empty(Host.Audit.Entries);
    }

    [Fact]
    public async Task Process_that_does_not_answer_is_answered_with_503()
    {
        Host.Processes.DrainAnswer = null;

        await RefusedAsync(ProblemKind.Unavailable, Host.SendAsync(HttpMethod.Post, Drain, bearer: _admin));

        Assert.Empty(Host.Audit.Entries);
    }
}
