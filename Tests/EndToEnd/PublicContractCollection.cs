using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>One process for all tests of what callers see. They run one after another and leave the app on dual platform.</summary>
[CollectionDefinition(Name)]
public sealed class PublicContractCollection : ICollectionFixture<RunningService>
{
    public const string Name = "Public contract";
}
