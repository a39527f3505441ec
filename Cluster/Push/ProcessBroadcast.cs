using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace PresenceCluster.Cluster.Push;

/// <summary>
/// Calls several processes at once. One that does not answer in time is given up, so a frozen process cannot hold anybody up.
/// </summary>
public sealed partial class ProcessBroadcast(TimeProvider time, ILogger<ProcessBroadcast> log)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Tells processes something that they would find out by themselves a little later.</summary>
    /// <param name="processes">Whom to tell.</param>
    /// <param name="call">The call to one.</param>
    public Task TellAsync(ImmutableArray<SiloAddress> processes, Func<SiloAddress, Task> call)
        => Task.WhenAll(processes.Select(process => TryAsync(process, call(process))));

    private async Task TryAsync(SiloAddress process, Task call)
    {
        try
        {
            await call.WaitAsync(AnswerTimeout, time);
        }
        catch (Exception fault) when (fault is OrleansException or TimeoutException)
        {
            LogUnreached(fault, process);
        }
    }

    [LoggerMessage(1201, LogLevel.Warning, "Process {Process} did not answer in time.")]
    private partial void LogUnreached(Exception fault, SiloAddress process);
}
