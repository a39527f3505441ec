using System.Collections.Concurrent;
using PresenceCluster.Tests.Faults.Model;

namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>All that happened to one user in one round, and the states that the user may have been in before.</summary>
internal sealed class UserRecord(string userId)
{
    public string UserId { get; } = userId;

    public IReadOnlyCollection<World> Worlds { get; set; } = [World.Empty];

    /// <summary>The connections of this round, and those that are open since an earlier one.</summary>
    public ConcurrentQueue<DrivenConnection> Connections { get; private set; } = new();

    /// <summary>Queries, kicks, enforcements, deletions.</summary>
    public ConcurrentQueue<Act> Acts { get; private set; } = new();

    /// <summary>When credentials were revoked: from when the call was made, until when it may have counted; seconds of the day's time.</summary>
    public ConcurrentQueue<RevocationWindow> Revocations { get; private set; } = new();

    public Watermarks Versions { get; private set; } = NewVersions();

    public IEnumerable<DrivenConnection> Live => Connections.Where(connection => connection.IsLive);

    public void NoteVersion(TimeSpan askedAt, TimeSpan toldAt, long version)
    {
        lock (Versions)
            Versions.Add(askedAt, toldAt, version);
    }

    /// <summary>Keeps the data for the next round, so that a long run needs no more memory than a short one.</summary>
    /// <param name="worlds">The states that the user may be in.</param>
    /// <param name="lead">By how much the cluster's clock may be ahead.</param>
    public void StartRound(IReadOnlyCollection<World> worlds, TimeSpan lead)
    {
        var latest = RunClock.UnixSeconds + lead.TotalSeconds;
        Worlds = [.. worlds.Select(world => world.WithoutDeparted()).Distinct()];
        Connections = new(Connections.Where(connection => connection.IsLive));
        Acts = new();
        Revocations = new(Revocations
            .Select(one => one with { AnsweredAtUnix = Math.Min(one.AnsweredAtUnix, latest) })
            .Where(one => one.AnsweredAtUnix > RunClock.UnixSeconds));
        Versions = NewVersions();
    }

    private static Watermarks NewVersions() => new("version", isStrict: false);
}

/// <summary>One revocation of a user's credentials.</summary>
/// <param name="CalledAt">When the call was made.</param>
/// <param name="CalledAtUnix">The same in seconds of the day's time: earlier credentials are surely revoked.</param>
/// <param name="AnsweredAt">When it was answered; <see cref="Act.Never"/> when it may not have happened.</param>
/// <param name="AnsweredAtUnix">
/// The latest instant that it may have counted for; that of a cluster whose clock is ahead counts for later credentials.
/// </param>
internal sealed record RevocationWindow(TimeSpan CalledAt, double CalledAtUnix, TimeSpan AnsweredAt, double AnsweredAtUnix);
