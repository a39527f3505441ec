using System.ComponentModel.DataAnnotations;

namespace PresenceCluster.Grains.Delivery;

/// <summary>Limits and cadences of the delivery of status events; configuration section <c>Delivery</c>.</summary>
public sealed class DeliveryOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Delivery";

    /// <summary>How many events of one partition an endpoint's lane holds in memory, waiting, on their way or failing.</summary>
    [Range(16, 100_000)]
    public int WindowEventsMax { get; internal set; } = 1_024;

    /// <summary>How far delivered events may stand ahead of the oldest one that is not delivered; beyond it nothing is read.</summary>
    [Range(64, 1_000_000)]
    public int SpanEventsMax { get; internal set; } = 32_768;

    /// <summary>How many events are read from the log at once.</summary>
    [Range(1, 10_000)]
    public int PageEventsMax { get; internal set; } = 256;

    /// <summary>The shortest pause between two reads of a partition that find it at its end, so that a stream of events is read in groups.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan ReadPause { get; internal set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How often a partition is read although nobody said that there is something: the net below lost nudges.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan PollPeriod { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often positions are saved. What was delivered since the last time is delivered again if the process is killed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan SavePeriod { get; internal set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often a silo looks for endpoints and partitions that have become its own, beside every change of the cluster.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan AssignPeriod { get; internal set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a silo goes on with a partition that has become another's, should that one not take it over.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan HandoverTimeout { get; internal set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// After how many failures a user's events are parked, if the endpoint takes those of others meanwhile. So many that it hardly ever
    /// happens at an endpoint that fails every third request: a parked event costs more, and so does each later event of the user.
    /// </summary>
    [Range(1, 100)]
    public int QuickAttempts { get; internal set; } = 8;

    /// <summary>The pause after the first failure; each further one doubles it, up to <see cref="RetryDelayMax"/>, with jitter.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan RetryDelay { get; internal set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause between two tries of an event that is not parked.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryDelayMax { get; internal set; } = TimeSpan.FromSeconds(15);

    /// <summary>The pause before the first try of a parked event, with jitter.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan ParkedDelay { get; internal set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The longest pause between two tries of a parked event. The pauses go on growing as <see cref="RetryDelay"/> says. All later events
    /// of its user wait as long, also where an endpoint has failed ten times running by mere chance.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ParkedDelayMax { get; internal set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often parked events are looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan ParkedPeriod { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many of a user's parked events are sent one after another before another user has a turn.</summary>
    [Range(1, 10_000)]
    public int ParkedEventsMax { get; internal set; } = 64;

    /// <summary>The share of failures at which deliveries to an endpoint pause.</summary>
    [Range(0.1, 1.0)]
    public double BreakAtFailureRatio { get; internal set; } = 0.8;

    /// <summary>Over which time that share is taken.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:05:00")]
    public TimeSpan BreakSampling { get; internal set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many requests there must be in that time.</summary>
    [Range(2, 10_000)]
    public int BreakRequestsMin { get; internal set; } = 8;

    /// <summary>The first pause; each probe that fails doubles it, up to <see cref="BreakMax"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "01:00:00")]
    public TimeSpan Break { get; internal set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause before an endpoint that was down is probed again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "1.00:00:00")]
    public TimeSpan BreakMax { get; internal set; } = TimeSpan.FromSeconds(15);

    /// <summary>How many of the latest requests to an endpoint a silo remembers.</summary>
    [Range(1, 10_000)]
    public int AttemptsRemembered { get; internal set; } = 50;

    /// <summary>How far an endpoint's backlog is counted when somebody asks.</summary>
    [Range(1, 10_000_000)]
    public int BacklogCountMax { get; internal set; } = 10_000;

    /// <summary>How often old events are taken out of the log.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan TrimPeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many events of a partition are taken out at once.</summary>
    [Range(1, 100_000)]
    public int TrimEventsMax { get; internal set; } = 1_000;

    /// <summary>How much of the time events are being taken out while there are many; logins have the database to themselves in the rest.</summary>
    [Range(0.01, 1.0)]
    public double TrimShare { get; internal set; } = 0.5;

    /// <summary>
    /// How long after the last move of its positions what is stored of a removed endpoint is deleted. Longer than
    /// `Apps:Directory:RefreshPeriod`, after which the last silo has heard of the removal.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ForgetAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long dead letters are kept.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan DeadLetterRetention { get; set; } = TimeSpan.FromDays(30);
}
