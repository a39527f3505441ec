using PresenceCluster.Domain;

namespace PresenceCluster.Cluster.Membership;

/// <summary>This process's view of the cluster: its own address, and the newest <see cref="ClusterFrame"/>.</summary>
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
    public ClusterFrame Current => FrameOf(membership.CurrentSnapshot);

    /// <summary>Brings this process's view to at least a version that another process has seen.</summary>
    public async ValueTask CatchUpAsync(long version, CancellationToken cancellationToken)
        => await membership.Refresh(new MembershipVersion(version), cancellationToken);

    /// <summary>The views as they change, newest only, starting with the current one.</summary>
    public async IAsyncEnumerable<ClusterFrame> Changes([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(cancellationToken))
            yield return FrameOf(snapshot);
    }

    /// <summary>All readers share the frame of the newest version.</summary>
    private ClusterFrame FrameOf(ClusterMembershipSnapshot snapshot)
    {
        var known = Volatile.Read(ref _current);
        if (known?.Version == snapshot.Version.Value)
            return known;
        var frame = new ClusterFrame(snapshot);
        if (known is null || known.Version < frame.Version)
            Interlocked.CompareExchange(ref _current, frame, known);
        return frame;
    }
}
