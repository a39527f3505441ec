using PresenceCluster.Tests.EndToEnd;

namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>One process of the cluster, from its start to its end.</summary>
internal sealed class Incarnation(string name, ServiceProcess process) : IAsyncDisposable
{
    /// <summary>Slot and number, such as <c>gateway1.3</c>.</summary>
    public string Name { get; } = name;

    public ServiceProcess Process { get; } = process;

    /// <summary>Its REST APIs.</summary>
    public TestApp App { get; } = new(process.Http);

    /// <summary>When it was killed, told to stop, or frozen for so long that it was given up; null while nothing ended it.</summary>
    public TimeSpan? DownAt { get; set; }

    /// <summary>When it was frozen last.</summary>
    public FaultWindow? Frozen { get; set; }

    /// <summary>How long of a time it was frozen.</summary>
    public bool WasFrozen(TimeSpan from, TimeSpan until) => Frozen is { } frozen && frozen.StartedAt <= until && frozen.HealedAt >= from;

    public override string ToString() => Name;

    public ValueTask DisposeAsync()
    {
        App.Dispose();
        return Process.DisposeAsync();
    }
}
