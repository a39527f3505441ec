using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>
/// One cluster of processes for all tests that need one. They run one after another and beside no other test, because they measure
/// how long things take.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ClusterCollection : ICollectionFixture<LocalCluster>
{
    public const string Name = "Cluster";
}
