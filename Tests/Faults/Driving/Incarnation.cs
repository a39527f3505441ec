using System.Collections.Concurrent;
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

    /// <summary>When it was killed, told to stop, or frozen for so long that it was declared dead; null while nothing ended it.</summary>
    public TimeSpan? DownAt { get; set; }

    /// <summary>The fault that killed it, if one did.</summary>
    public FaultWindow? Killed { get; set; }

    /// <summary>When it was frozen.</summary>
    public ConcurrentQueue<FaultWindow> Freezes { get; } = [];

    /// <summary>Whether it was frozen in a time, or had just been.</summary>
    public bool WasFrozen(TimeSpan from, TimeSpan until) => Freezes.Any(frozen => frozen.StartedAt <= until && frozen.HealedAt >= from);

    public override string ToString() => Name;

    public ValueTask DisposeAsync()
    {
        App.Dispose();
        return Process.DisposeAsync();
    }
}
