using System.Collections.Immutable;
using System.Net;

namespace PresenceCluster.Tests.Gateway.Connections;

/// <summary>A cluster of one process, which never changes.</summary>
internal sealed class FakeMembership : IClusterMembershipService, ILocalSiloDetails
{
    public const long Version = 7;

    public ClusterMembershipSnapshot CurrentSnapshot { get; } =
        new(ImmutableDictionary<SiloAddress, ClusterMember>.Empty, new MembershipVersion(Version));

    public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => new[] { CurrentSnapshot }.ToAsyncEnumerable();

    public string Name => "gateway-test";

    public string ClusterId => "test";

    public string DnsHostName => "localhost";

    public SiloAddress SiloAddress { get; } = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1), 1);

    public SiloAddress GatewayAddress => SiloAddress;

    public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    public Task<bool> TryKill(SiloAddress siloAddress) => throw new NotSupportedException();
}
