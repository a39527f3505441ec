namespace PresenceCluster.Cluster.Membership;

/// <summary>One process of the cluster, as the membership lists it.</summary>
/// <param name="Address">Its address, with the generation that tells this run of it from others.</param>
/// <param name="Name">Its own name, unique among the running processes.</param>
/// <param name="Role">What it does.</param>
/// <param name="Status">Where it is in its life.</param>
public sealed record ClusterProcess(SiloAddress Address, string Name, ProcessRole Role, SiloStatus Status);
