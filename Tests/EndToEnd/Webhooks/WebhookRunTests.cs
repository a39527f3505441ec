using PresenceCluster.Tests.Faults;
using Xunit;
using Xunit.Abstractions;

namespace PresenceCluster.Tests.EndToEnd.Webhooks;

/// <summary>A back end that can rely on its status events: short by default, whole by <c>./test.sh --webhooks</c>.</summary>
[Collection(AloneCollection.Name)]
public sealed class WebhookRunTests(LocalCluster cluster, ITestOutputHelper output) : IClassFixture<LocalCluster>
{
    [Fact]
    public async Task Every_users_events_arrive_complete_and_in_order_although_the_receiver_falters_and_delivering_silos_are_killed()
    {
        using var progress = RunProgress.FromEnvironment(output.WriteLine);
        await using var run = new WebhookRun(cluster, WebhookRunOptions.FromEnvironment(), progress.Say);

        await run.RunAsync();
    }
}
