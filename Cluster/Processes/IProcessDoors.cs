namespace PresenceCluster.Cluster.Processes;

/// <summary>The doors of this process, as operators see and close them. Calls return at once. Not registered in a process without doors.</summary>
public interface IProcessDoors
{
    /// <summary>Whether new connections are turned away.</summary>
    bool IsDraining { get; }

    /// <summary>How many connections there are, until their end is stored.</summary>
    long Connections { get; }

    /// <summary>Turns new connections away, and tells those that are there to go, one after another.</summary>
    void Drain();

    /// <summary>Takes connections again.</summary>
    void Resume();
}
