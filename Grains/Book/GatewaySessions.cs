using PresenceCluster.Cluster.Leases;

namespace PresenceCluster.Grains.Book;

/// <summary>What a silo knows of the sessions of one gateway.</summary>
internal sealed class GatewaySessions
{
    private int _looks;

    /// <summary>Its Online sessions, as one number for each bucket.</summary>
    public SessionDigests Digests { get; } = new();

    /// <summary>
    /// At how many looks in a row the gateway had not vouched for its sessions since the look before. A silo that was frozen counts the time
    /// of its pause as one look, because the gateway may have been frozen with it.
    /// </summary>
    public int SilentLooks => Math.Max(0, Volatile.Read(ref _looks) - 1);

    /// <summary>The gateway has vouched for its sessions.</summary>
    public void Vouch() => Volatile.Write(ref _looks, 0);

    /// <summary>The silo looks whether the gateway has vouched.</summary>
    public void Look() => Interlocked.Increment(ref _looks);
}
