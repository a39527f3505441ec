using PresenceCluster.Domain;

namespace PresenceCluster.Cluster.Membership;

/// <summary>This process's view of the cluster: who it is itself, and the newest <see cref="ClusterFrame"/>.</summary>
/// <param name="membership">Orleans' membership.</param>
/// <param name="localSilo">The address of this process.</param>
public sealed class ClusterView(IClusterMembershipService membership, ILocalSiloDetails localSilo)
{
    private ClusterFrame? _current;

    /// <summary>This process, as sessions name it.</summary>
    public GatewayId LocalGateway { get; } = new(localSilo.SiloAddress.ToParsableString());

    /// <summary>The address of this process.</summary>
    public SiloAddress LocalSilo { get; } = localSilo.SiloAddress;

    /// <summary>The newest view; cheap to ask for.</summary>
    public ClusterFrame Current
    {
        get
        {
            var snapshot = membership.CurrentSnapshot;
            var current = Volatile.Read(ref _current);
            if (current is not null && current.Version == snapshot.Version.Value)
                return current;

            current = new ClusterFrame(snapshot);
            Volatile.Write(ref _current, current);
            return current;
        }
    }

    /// <summary>Brings this process's view to at least a version that another process has seen.</summary>
    public async ValueTask CatchUpAsync(long version, CancellationToken cancellationToken)
        => await membership.Refresh(new MembershipVersion(version), cancellationToken);

    /// <summary>The views as they change, newest only, starting with the current one.</summary>
    public async IAsyncEnumerable<ClusterFrame> Changes([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(cancellationToken))
            yield return new ClusterFrame(snapshot);
    }
}
