namespace PresenceCluster.Storage.Users;

/// <summary>
/// A silo that writes user states, as Orleans' membership table names it. The store refuses its batches once the table lists it as dead.
/// </summary>
/// <param name="ClusterId">The cluster.</param>
/// <param name="Address">The silo's IP address.</param>
/// <param name="Port">Its port for other silos.</param>
/// <param name="Generation">Its run.</param>
public sealed record WritingSilo(string ClusterId, string Address, int Port, int Generation);
