using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Storage.Clocks;

namespace PresenceCluster.Cluster.Clocks;

/// <summary>
/// Compares the process's clock with the reference every half minute and corrects it. It logs every clock that was set, and when clocks
/// differ or agree again. While the reference cannot be read, the process's clock runs on uncorrected.
/// </summary>
internal sealed partial class ClockWatch(ProcessClock clock, IClockReference reference, ClockMetrics metrics, ILogger<ClockWatch> log) : BackgroundService
{
    /// <summary>Drift is milliseconds in this time, and a step of a clock is in the log within half a minute.</summary>
    internal static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly ClockAlarm _apart = new();
    private readonly ClockAlarm _machineApart = new();
    private Reading? _latest;
    private bool _isSilent;

    /// <summary>How far the process's clock is ahead of the reference now; negative when behind.</summary>
    public TimeSpan Ahead => Volatile.Read(ref _latest) is { } latest ? clock.AheadSince(latest.Value) : TimeSpan.Zero;

    /// <summary>
    /// Why this process must not be sent clients, when its clock and the reference differ by <paramref name="max"/> or more; else null.
    /// </summary>
    public string? FaultFrom(TimeSpan max)
    {
        var ahead = Ahead;
        return ahead.Duration() < max
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"This process's clock is {Seconds(ahead):F1} s {Side(ahead)} the {reference.Name}: "
                    + $"as much as Storage:ClockSkewMax ({max.TotalSeconds:F0} s), or more.");
    }

    /// <summary>Compares once.</summary>
    internal async Task CompareAsync(CancellationToken cancellationToken)
    {
        Take(await reference.ReadAsync(cancellationToken));
        if (!_isSilent)
            return;
        _isSilent = false;
        LogReadAgain(reference.Name);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.Observe(() => Ahead, () => clock.MachineAhead);
        return Rounds.RunAsync(Period, clock, CompareAsync, NoteSilence, stoppingToken);
    }

    // The database may be back at the next comparison.
    private void NoteSilence(Exception fault)
    {
        if (!_isSilent)
            LogUnreadable(fault, reference.Name);
        _isSilent = true;
    }

    private void Take(ClockReading reading)
    {
        var comparison = ClockComparison.Of(reading, _latest?.Value, clock);
        NoteSteps(comparison);
        // A slow answer is less exact than the clock itself.
        var correction = comparison.IsCertain ? clock.Follow(reading) : TimeSpan.Zero;
        NoteDifferences(comparison, correction);
        Volatile.Write(ref _latest, new Reading(reading));
    }

    private void NoteSteps(ClockComparison comparison)
    {
        if (IsNotable(comparison.ReferenceStep))
            LogSet(reference.Name, Way(comparison.ReferenceStep), Seconds(comparison.ReferenceStep), Period.TotalSeconds);
        if (!reference.IsThisMachine && IsNotable(comparison.MachineStep))
            LogSet("machine's clock", Way(comparison.MachineStep), Seconds(comparison.MachineStep), Period.TotalSeconds);
    }

    private void NoteDifferences(ClockComparison comparison, TimeSpan correction)
    {
        switch (_apart.Note(comparison.IsCertain ? comparison.Ahead : TimeSpan.Zero))
        {
            case true:
                LogApart(
                    Seconds(comparison.Ahead), Side(comparison.Ahead), reference.Name,
                    comparison.Ahead > TimeSpan.Zero ? "slower" : "faster", Math.Round(correction.TotalSeconds));
                break;
            case false:
                LogTogether(reference.Name);
                break;
        }

        switch (reference.IsThisMachine ? null : _machineApart.Note(comparison.MachineAhead))
        {
            case true:
                LogMachineApart(Seconds(comparison.MachineAhead), Side(comparison.MachineAhead), reference.Name);
                break;
            case false:
                LogMachineTogether();
                break;
        }
    }

    private static bool IsNotable(TimeSpan step) => step.Duration() >= ClockAlarm.RaisedFrom;

    private static double Seconds(TimeSpan difference) => Math.Round(difference.Duration().TotalSeconds, 1);

    private static string Way(TimeSpan step) => step > TimeSpan.Zero ? "forward" : "back";

    private static string Side(TimeSpan ahead) => ahead > TimeSpan.Zero ? "ahead of" : "behind";

    // A class, so that the health check and the metrics read it as a whole.
    private sealed record Reading(ClockReading Value);

    [LoggerMessage(1501, LogLevel.Warning, "The {Clock} was set {Way} by {Seconds} s within the last {Period} s.")]
    private partial void LogSet(string clock, string way, double seconds, double period);

    [LoggerMessage(1502, LogLevel.Warning,
        "This process's clock is {Seconds} s {Side} the {Reference}: it runs {Pace} until both agree, in {Correction} s. Processes' times differ meanwhile.")]
    private partial void LogApart(double seconds, string side, string reference, string pace, double correction);

    [LoggerMessage(1503, LogLevel.Information, "This process's clock and the {Reference} agree again.")]
    private partial void LogTogether(string reference);

    [LoggerMessage(1504, LogLevel.Warning,
        "The machine's clock is {Seconds} s {Side} this process's clock, which follows the {Reference}. Synchronise the machine before the next start.")]
    private partial void LogMachineApart(double seconds, string side, string reference);

    [LoggerMessage(1505, LogLevel.Information, "The machine's clock and this process's clock agree again.")]
    private partial void LogMachineTogether();

    [LoggerMessage(1506, LogLevel.Warning, "The {Reference} could not be read. This process's clock goes on by itself.")]
    private partial void LogUnreadable(Exception fault, string reference);

    [LoggerMessage(1507, LogLevel.Information, "The {Reference} is read again.")]
    private partial void LogReadAgain(string reference);
}
