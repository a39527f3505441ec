namespace PresenceCluster.Storage.Database;

/// <summary>The clocks of this machine and of the database are too far apart for this process to join others.</summary>
public sealed class ClocksApartException : ClusterDatabaseException
{
    internal ClocksApartException(TimeSpan ahead, TimeSpan max)
        : base(
            $"This machine's clock is {Math.Abs(ahead.TotalSeconds):F1} s {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} the database's, more than "
            + $"Storage:ClockSkewMax ({max.TotalSeconds:F0} s) allows. Synchronise both clocks (NTP), then start again.")
        => Ahead = ahead;

    /// <summary>How far this machine's clock is ahead; negative when behind.</summary>
    public TimeSpan Ahead { get; }
}
