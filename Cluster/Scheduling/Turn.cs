using System.Runtime.CompilerServices;

namespace PresenceCluster.Cluster.Scheduling;

/// <summary>The turn in which a method is called: that of a grain, of a loop, or of the holder of a lock.</summary>
public static class Turn
{
    /// <summary>Lets the caller go on at once. What follows in the method runs on the thread pool.</summary>
    public static ConfiguredTaskAwaitable LeaveAsync() => Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
}
