using System.Collections.Immutable;
using System.Net;
using System.Runtime.CompilerServices;
using PresenceCluster.Cluster.Membership;

namespace PresenceCluster.Tests.Gateway.Connections;

/// <summary>A cluster of this one process, and of the silos that a test names.</summary>
internal sealed class FakeMembership : IClusterMembershipService, ILocalSiloDetails
{
    public const long Version = 7;

    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ClusterMembershipSnapshot CurrentSnapshot { get; private set; } =
        new(ImmutableDictionary<SiloAddress, ClusterMember>.Empty, new MembershipVersion(Version));

    public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => UpdatesAsync();

    public string Name => "gateway-test";

    public string ClusterId => "test";

    public string DnsHostName => "localhost";

    public SiloAddress SiloAddress { get; } = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1), 1);

    public SiloAddress GatewayAddress => SiloAddress;

    /// <summary>Brings another version, in which the silos at these ports are active.</summary>
    public void SetSilos(params int[] ports)
    {
        var members = ports.Select(port => new ClusterMember(
            SiloAddress.New(new IPEndPoint(IPAddress.Loopback, port), 1), SiloStatus.Active, ProcessName.For(ProcessRole.Silo, $"{port}")));
        CurrentSnapshot = new ClusterMembershipSnapshot(
            members.ToImmutableDictionary(member => member.SiloAddress), new MembershipVersion(CurrentSnapshot.Version.Value + 1));
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    private async IAsyncEnumerable<ClusterMembershipSnapshot> UpdatesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            yield return CurrentSnapshot;
            await changed.WaitAsync(cancellationToken);
        }
    }

    public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    public Task<bool> TryKill(SiloAddress siloAddress) => throw new NotSupportedException();
}
