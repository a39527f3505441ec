namespace PresenceCluster.Cluster.Membership;

/// <summary>One process of the cluster, as the membership lists it.</summary>
/// <param name="Address">Its address; the generation in it tells this run of the process from others.</param>
/// <param name="Name">Its own name, unique among the running processes.</param>
/// <param name="Role">Its role.</param>
/// <param name="Status">Its status in the membership.</param>
public sealed record ClusterProcess(SiloAddress Address, string Name, ProcessRole Role, SiloStatus Status);
