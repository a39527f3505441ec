namespace PresenceCluster.Storage.Database;

/// <summary>Where the cluster keeps what must survive, and the limits towards that place. Section <c>Storage</c>.</summary>
public sealed record StorageOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Storage";

    /// <summary>One embedded file, or a shared PostgreSQL.</summary>
    public StorageMode Mode { get; init; } = StorageMode.Embedded;

    /// <summary>Embedded: the directory of the file; owned by one process at a time.</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary>Embedded: what an acknowledged write survives.</summary>
    public EmbeddedDurability Durability { get; init; } = EmbeddedDurability.ProcessCrash;

    /// <summary>PostgreSQL: host, database, user, password, as Npgsql spells them. What it says wins over the limits below.</summary>
    public string ConnectionString { get; init; } = "";

    /// <summary>PostgreSQL: how many connections one process opens at most.</summary>
    public int ConnectionsMax { get; init; } = 20;

    /// <summary>PostgreSQL: how long opening a connection, or waiting for a free one, may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long one statement may take, waiting for locks included.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// PostgreSQL: how far this machine's clock and the database's may be apart at start, and from which difference between the process's
    /// own clock and the database's on <c>ready</c> is 503. Deadlines, revocations of credentials and signs of life are compared across
    /// processes; beyond three times <c>Cluster:IAmAlivePeriod</c> a living process looks dead.
    /// </summary>
    public TimeSpan ClockSkewMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long bringing the schema up to date may take, waiting for another process that does the same included.</summary>
    public TimeSpan MigrationTimeout { get; init; } = TimeSpan.FromMinutes(1);
}
