using System.ComponentModel.DataAnnotations;

namespace PresenceCluster.Storage.Audit;

/// <summary>How much of the audit log is kept; configuration section <c>Audit</c>.</summary>
public sealed class AuditOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Audit";

    /// <summary>How long entries are kept.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(400);

    /// <summary>The most entries about apps, keys, endpoints, operators and processes; then the oldest go.</summary>
    [Range(100, 10_000_000)]
    public int EntriesMax { get; set; } = 100_000;

    /// <summary>The most entries about single users: kicks, which a back end may ask for hundreds of times per second.</summary>
    [Range(100, 10_000_000)]
    public int UserEntriesMax { get; set; } = 100_000;

    /// <summary>How often a process that writes entries deletes old ones.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan TrimPeriod { get; internal set; } = TimeSpan.FromMinutes(1);

    internal int MaxOf(AuditShelf shelf) => shelf == AuditShelf.Users ? UserEntriesMax : EntriesMax;
}
