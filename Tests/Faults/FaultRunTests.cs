using PresenceCluster.Tests.Faults.Driving;
using Xunit;
using Xunit.Abstractions;

namespace PresenceCluster.Tests.Faults;

/// <summary>The fault tool's run: short by default, long by <c>./test.sh --faults 30m --seed 7</c>.</summary>
[Collection(AloneCollection.Name)]
public sealed class FaultRunTests(ITestOutputHelper output)
{
    private const int Seed = 20_240_229;

    [Fact]
    public async Task Random_traffic_on_a_cluster_that_suffers_faults_breaks_no_promise()
    {
        using var progress = RunProgress.FromEnvironment(output.WriteLine);

        var violations = await new FaultRun(FaultRunOptions.FromEnvironment(Seed), progress.Say).RunAsync();

        Assert.True(violations.Count == 0, progress.Text);
    }

    [Fact]
    public void Seed_decides_the_faults()
        => Assert.Equal(
            Schedule.Faults(Schedule.Chance(7, 1, 0)).Take(50),
            Schedule.Faults(Schedule.Chance(7, 1, 0)).Take(50));
}

/// <summary>Tests that need the machine for themselves, because they judge how soon something happens.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone";
}
