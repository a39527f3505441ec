using System.ComponentModel.DataAnnotations;

namespace PresenceCluster.Cluster.Hosting;

/// <summary>How a process takes part in the cluster; configuration section <c>Cluster</c>.</summary>
public sealed class ClusterOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Cluster";

    /// <summary>Names the running cluster; processes with different ids do not see each other.</summary>
    [Required, StringLength(64)]
    public string ClusterId { get; set; } = "presence";

    /// <summary>Part of every stored key: changing it hides all stored admin state.</summary>
    [Required, StringLength(64)]
    public string ServiceId { get; set; } = "presence";

    /// <summary>This process's own name, unique among the running processes; the host's name and the silo port by default.</summary>
    [StringLength(100)]
    public string ProcessName { get; set; } = "";

    /// <summary>The address that the other processes of the cluster reach this one at. Silo ports trust their peers: never public.</summary>
    [Required]
    public string AdvertisedAddress { get; set; } = "127.0.0.1";

    /// <summary>The port for the other processes of the cluster.</summary>
    [Range(1, 65535)]
    public int SiloPort { get; set; } = 11111;

    /// <summary>
    /// How often a process probes its neighbours. Together with <see cref="MissedProbesMax"/> it decides how soon a death is known:
    /// a killed process after about one probe, a frozen one after <see cref="ProbeTimeoutMax"/> times the missed probes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:00:30")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>The lower bound of Orleans' adaptive probe timeout.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan ProbeTimeoutMin { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The upper bound of Orleans' adaptive probe timeout. A garbage collection must not last this long times the missed probes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:01:00")]
    public TimeSpan ProbeTimeoutMax { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many probes in a row must fail before a process is suspected.</summary>
    [Range(1, 20)]
    public int MissedProbesMax { get; set; } = 3;

    /// <summary>
    /// How often a process writes that it is alive. A cluster that crashed as a whole can start again on other addresses only after
    /// three of these; the default of Orleans makes that 106 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan IAmAlivePeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often a process reads the membership table although nobody told it to. Nobody tells a process that was frozen and declared
    /// dead, so this is how long it may go on holding sockets of users who are away for everybody else; the default of Orleans is a minute.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan MembershipRefreshPeriod { get; internal set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a call between processes may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>
    /// How often the durable watchdog calls the grain of each user who is Online. The call finds what no other part has noticed. It costs a
    /// write for each user who is Online in this time.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan WatchdogPeriod { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How often the processes read which users of their range fall due. The watchdog of a user is at least this far ahead when it is set,
    /// so it is read before it ticks.
    /// </summary>
    public TimeSpan ReminderRefreshPeriod => WatchdogPeriod / 3 < ReminderRefreshMax ? WatchdogPeriod / 3 : ReminderRefreshMax;

    /// <summary>Reminders that are due within this window are kept in memory.</summary>
    public TimeSpan ReminderLoadingWindow => ReminderRefreshPeriod * 2;

    /// <summary>A reminder whose tick could not be stored ticks again after this time.</summary>
    internal static TimeSpan ReminderRetryPeriod { get; } = TimeSpan.FromMinutes(5);

    private static TimeSpan ReminderRefreshMax { get; } = TimeSpan.FromMinutes(1);
}
