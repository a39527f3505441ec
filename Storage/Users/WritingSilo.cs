namespace PresenceCluster.Storage.Users;

/// <summary>
/// The silo whose batches a store takes, as Orleans' membership table names it. A batch of a silo that the table has down as dead is refused.
/// </summary>
/// <param name="ClusterId">The cluster.</param>
/// <param name="Address">The silo's IP address.</param>
/// <param name="Port">Its port for other silos.</param>
/// <param name="Generation">Its run.</param>
public sealed record WritingSilo(string ClusterId, string Address, int Port, int Generation);
