namespace PresenceCluster.Storage.Users;

/// <summary>How a silo groups the reads and writes of its users' states. Section <c>Users:Storage</c>.</summary>
public sealed record UserStorageOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Users:Storage";

    /// <summary>
    /// How many batches of writes are under way at once; a user always falls into the same lane. 0 chooses: 1 for the embedded
    /// file, which has one writer, and 2 for PostgreSQL, so that one batch gathers while another commits.
    /// </summary>
    public int WriteLanes { get; internal init; }

    /// <summary>How many batches of reads are under way at once. 0 chooses as for writes.</summary>
    public int ReadLanes { get; internal init; }

    /// <summary>The most rows of one batch, written or read.</summary>
    public int BatchRowsMax { get; internal init; } = 512;

    /// <summary>The most rows that wait in one lane; whoever brings more waits at the door.</summary>
    public int QueueRowsMax { get; init; } = 8192;

    /// <summary>
    /// How long a row may wait for its batch to begin, at the door of a full lane and in line. Older ones are refused unwritten, so a
    /// database that hangs does not leave behind a line of writes whose callers have long gone.
    /// </summary>
    public TimeSpan QueueTimeout { get; internal init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a batch is repeated after the database could not be asked.</summary>
    public int RetriesMax { get; internal init; } = 4;

    /// <summary>The pause before the first repetition; each further one doubles it, with jitter.</summary>
    public TimeSpan RetryDelay { get; internal init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long a batch may take, its repetitions included; then its rows fail. A row waits for the batch before its own at most, so
    /// twice this, and <see cref="QueueTimeout"/> plus this, must fit into <c>Cluster:ResponseTimeout</c>: whoever waits for a row is
    /// told why it failed, instead of hearing nothing.
    /// </summary>
    public TimeSpan BatchTimeout { get; init; } = TimeSpan.FromSeconds(2.5);

    /// <summary>
    /// How many queries of users who are not in memory read the database at once. The others wait, <see cref="QueueTimeout"/> at most, so
    /// that a slow database is not kept from logins and ends by queries that hold all its connections.
    /// </summary>
    public int QueriesMax { get; internal init; } = 8;

    /// <summary>
    /// How often an app's users are counted one by one. The count corrects the tally that every write keeps, should rows have been changed
    /// by hand. Users whose stored status has fallen due, because their reminder was lost, are woken. Reads each row of the app once, in
    /// the background.
    /// </summary>
    public TimeSpan RecountPeriod { get; internal init; } = TimeSpan.FromDays(1);

    /// <summary>The pause before a batch is repeated; null when it is given up.</summary>
    /// <param name="failures">How often it failed.</param>
    /// <param name="elapsed">The time since its first try began.</param>
    internal TimeSpan? PauseAfter(int failures, TimeSpan elapsed)
    {
        var pause = Scheduling.RetryDelay.After(failures, RetryDelay, BatchTimeout, Random.Shared.NextDouble());
        return failures > RetriesMax || elapsed + pause >= BatchTimeout ? null : pause;
    }
}
