using System.Collections.Immutable;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// The gateway's half of the leases (docs/adr/0015): it vouches for its sessions to the silos that own their users, by a number for each
/// bucket of users. Buckets that differ in two rounds are sent as lists. So connections whose session is over are closed although they were not told,
/// and sessions that nobody holds are ended. The cost of a round does not depend on the number of sessions.
/// <para>A gateway whose wheel stands still does not judge heartbeats. It vouches for nobody, and the owners end its sessions in time.</para>
/// </summary>
internal sealed partial class LeaseRounds(
    ClusterView cluster, ConnectionRoom room, IProcessCalls calls, TimeProvider time, ILogger<LeaseRounds> log) : BackgroundService
{
    /// <summary>From one round to the next. A login or an end that is under way is over in two rounds.</summary>
    internal static readonly TimeSpan Period = TimeSpan.FromSeconds(4);

    /// <summary>From then on a wheel stands still. A process that wakes from a pause may come here before its wheel turns.</summary>
    private static readonly TimeSpan StandstillMin = 3 * Period;

    /// <summary>The most sessions of one list, beyond those of a single bucket.</summary>
    private const int ListMax = 8_000;

    private HashSet<int> _differing = [];
    private HashSet<long> _suspects = [];

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => Rounds.RunLaterAsync(Period, time, RoundAsync, fault => LogRoundFailed(fault, "all silos"), stoppingToken);

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        if (room.Wheel.Standstill is var standstill && standstill > StandstillMin)
        {
            LogStandstill(standstill);
            return;
        }

        var frame = cluster.Current;
        var shares = await Task.WhenAll(frame.Owners.Select(owner => RoundAsync(owner, frame, cancellationToken)));
        _differing = [.. shares.SelectMany(share => share.Differing)];
        var over = shares.SelectMany(share => share.Over).ToList();
        // A frozen silo may answer once from old memory before it hears that it has been replaced. So a session must be over in two rounds.
        foreach (var session in over)
        {
            if (_suspects.Contains(session.ConnectionId) && room.Table.Find(session.ConnectionId) is { IsLoggedIn: true } connection)
            {
                LogUntold(connection.User, connection.Id, session.Reason);
                connection.PushOut(new LastWords(CloseCodeMap.For(session.Reason), session.By));
            }
        }

        _suspects = [.. over.Select(session => session.ConnectionId)];
    }

    private async Task<(IEnumerable<int> Differing, List<OverdueSession> Over)> RoundAsync(
        SiloAddress owner, ClusterFrame frame, CancellationToken cancellationToken)
    {
        var over = new List<OverdueSession>();
        try
        {
            var silo = calls.Silo(owner);
            var mine = ImmutableArray.CreateRange(
                Enumerable.Range(0, UserBucket.Count).Select(bucket => owner.Equals(frame.OwnerOf(bucket)) ? room.Digests[bucket] : 0));
            var differing = await silo.CompareSessionsAsync(cluster.LocalGateway, frame.Version, mine).WaitAsync(cancellationToken);
            var again = differing.Where(bucket => _differing.Contains(bucket) && owner.Equals(frame.OwnerOf(bucket))).ToHashSet();
            var listed = 0;
            foreach (var (buckets, sessions) in Lists(again))
            {
                over.AddRange(await silo.SettleSessionsAsync(cluster.LocalGateway, buckets, sessions).WaitAsync(cancellationToken));
                listed += sessions.Length;
            }

            if (again.Count > 0)
                LogListed(listed, again.Count, owner, over.Count);
            return (differing, over);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // Any fault of the silo arrives here. It must not keep the other silos from their round.
            LogRoundFailed(fault, owner.ToString());
            return ([], over);
        }
    }

    private IEnumerable<(ImmutableArray<int> Buckets, ImmutableArray<HeldSession> Sessions)> Lists(HashSet<int> wanted)
    {
        if (wanted.Count == 0)
            yield break;
        var held = room.Table.All.Select(connection => connection.Session is { IsVouchedFor: true } session
                ? new HeldSession(session.User.App, session.User.UserId, connection.Id, session.Id, session.Epoch)
                : default)
            .Where(session => session.ConnectionId != 0)
            .ToLookup(session => UserBucket.Of(session.User));
        var buckets = ImmutableArray.CreateBuilder<int>();
        var sessions = ImmutableArray.CreateBuilder<HeldSession>();
        foreach (var bucket in wanted)
        {
            buckets.Add(bucket);
            sessions.AddRange(held[bucket]);
            if (sessions.Count >= ListMax)
                yield return (buckets.DrainToImmutable(), sessions.DrainToImmutable());
        }

        if (buckets.Count > 0)
            yield return (buckets.DrainToImmutable(), sessions.DrainToImmutable());
    }

    [LoggerMessage(3111, LogLevel.Warning, "Connection {ConnectionId} of {User} had not heard that its session is over ({Reason}).")]
    private partial void LogUntold(UserKey user, long connectionId, SessionEndReason reason);

    [LoggerMessage(3112, LogLevel.Information, "{Sessions} sessions in {Buckets} buckets that differed were listed to silo {Silo}. {Over} of them are over.")]
    private partial void LogListed(int sessions, int buckets, SiloAddress silo, int over);

    [LoggerMessage(3113, LogLevel.Warning, "The sessions could not be compared with {Silo}. They will be in the next round.")]
    private partial void LogRoundFailed(Exception fault, string silo);

    [LoggerMessage(3114, LogLevel.Error, "Heartbeats have not been judged for {Standstill}. This gateway does not vouch for its sessions until they are.")]
    private partial void LogStandstill(TimeSpan standstill);
}
