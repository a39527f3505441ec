using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace PresenceCluster.Cluster.Processes;

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
        => AskAsync(processes, async process =>
        {
            await call(process);
            return process;
        });

    /// <summary>Asks processes something. Whoever did not answer, or not in time, stands in the answers as null.</summary>
    /// <param name="processes">Whom to ask.</param>
    /// <param name="call">The call to one.</param>
    public Task<T?[]> AskAsync<T>(ImmutableArray<SiloAddress> processes, Func<SiloAddress, Task<T>> call)
        where T : class
        => Task.WhenAll(processes.Select(process => TryAsync(process, call)));

    private async Task<T?> TryAsync<T>(SiloAddress process, Func<SiloAddress, Task<T>> call)
        where T : class
    {
        try
        {
            return await call(process).WaitAsync(AnswerTimeout, time);
        }
        catch (Exception fault) when (fault is OrleansException or TimeoutException)
        {
            LogUnreached(fault, process);
            return null;
        }
    }

    [LoggerMessage(1201, LogLevel.Warning, "Process {Process} did not answer in time.")]
    private partial void LogUnreached(Exception fault, SiloAddress process);
}
