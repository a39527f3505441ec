using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>One console for all tests that drive it. They run one after another and leave it usable for the next.</summary>
[CollectionDefinition(Name)]
public sealed class ConsoleCollection : ICollectionFixture<ConsoleService>
{
    public const string Name = "Console";
}
