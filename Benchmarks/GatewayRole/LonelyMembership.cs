using System.Collections.Immutable;
using System.Net;

namespace PresenceCluster.Benchmarks.GatewayRole;

/// <summary>A cluster of one process.</summary>
internal sealed class LonelyMembership : IClusterMembershipService, ILocalSiloDetails
{
    public ClusterMembershipSnapshot CurrentSnapshot { get; } =
        new(ImmutableDictionary<SiloAddress, ClusterMember>.Empty, new MembershipVersion(1));

    public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => new[] { CurrentSnapshot }.ToAsyncEnumerable();

    public string Name => "gateway";

    public string ClusterId => "benchmark";

    public string DnsHostName => "localhost";

    public SiloAddress SiloAddress { get; } = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1), 1);

    public SiloAddress GatewayAddress => SiloAddress;

    public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    public Task<bool> TryKill(SiloAddress siloAddress) => throw new NotSupportedException();
}
