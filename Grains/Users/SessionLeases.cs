using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Book;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// The owner's half of the leases (docs/adr/0015). A gateway vouches for its sessions every few seconds, by a number for each bucket of
/// users. Where the numbers differ, the gateway names its sessions, and this class finds what is wrong: sessions that are over, and sessions
/// that no gateway holds. The sessions of a gateway that has not vouched for a heartbeat time-out are ended, whatever the gateway believes.
/// </summary>
internal sealed partial class SessionLeases(
    ClusterView cluster,
    PresenceBook book,
    AppDirectory apps,
    CloseNoticeSender gateways,
    IGrainFactory grains,
    TimeProvider time,
    IOptions<UserGrainOptions> options,
    ILogger<SessionLeases> log) : BackgroundService
{
    // A gateway vouches every 4 s, so it has vouched between two looks.
    internal static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(5);

    /// <summary>The buckets that this silo owns and in which it knows other sessions of the gateway than the gateway vouches for.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="membershipVersion">The version of the membership by which the gateway knows the owners.</param>
    /// <param name="digests">Its number for each bucket.</param>
    public async Task<ImmutableArray<int>> CompareAsync(GatewayId gateway, long membershipVersion, ImmutableArray<long> digests)
    {
        using var givingUp = new CancellationTokenSource(options.Value.HandoverTimeout, time);
        await cluster.CatchUpAsync(membershipVersion, givingUp.Token);
        var known = book.SessionsOf(gateway);
        known?.Vouch();
        var differing = ImmutableArray.CreateBuilder<int>();
        for (var bucket = 0; bucket < digests.Length; bucket++)
        {
            if ((known?.Digests[bucket] ?? 0) != digests[bucket] && book.IsLoaded(bucket))
                differing.Add(bucket);
        }

        return differing.DrainToImmutable();
    }

    /// <summary>Settles buckets that differ: ends sessions that the gateway does not hold, and tells which of the gateway's sessions are over.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="buckets">The buckets.</param>
    /// <param name="held">All sessions in them that the gateway vouches for.</param>
    public async Task<ImmutableArray<OverdueSession>> SettleAsync(GatewayId gateway, ImmutableArray<int> buckets, ImmutableArray<HeldSession> held)
    {
        var over = new ConcurrentBag<OverdueSession>();
        var byUser = held.ToLookup(session => session.User);
        await grains.ForEachUserAsync(
            byUser.Select(user => user.Key),
            options.Value.SweepParallelism,
            async (user, grain, token) =>
            {
                var presence = book.TryGet(user, out var state) ? state : await grain.GetAsync(token);
                foreach (var session in byUser[user])
                {
                    if (SessionFate.EndOf(presence, session.Session, session.Epoch, new ConnectionRef(gateway, session.ConnectionId)) is { } end)
                        over.Add(new OverdueSession(session.ConnectionId, end.Reason, end.By));
                }
            },
            LogNotRead,
            CancellationToken.None);
        await EndUnheldAsync(gateway, buckets, [.. held.Select(session => session.ConnectionId)]);
        return [.. over];
    }

    /// <summary>The sessions for which no gateway has vouched within their heartbeat time-out, and how they end.</summary>
    /// <param name="app">The app.</param>
    /// <param name="sessions">The sessions of one user.</param>
    public IEnumerable<(ConnectionRef Connection, SessionEndReason Reason)> LapsedOf(AppId app, ImmutableArray<Session> sessions)
        => apps.Find(app)?.Settings.Timings is { } timings
            ? sessions
                .Where(session => session.Status == PresenceStatus.Online
                    && SilenceOf(session.Connection.Gateway) > timings.HeartbeatTimeout(session.Platform))
                .Select(session => (session.Connection, SessionFate.AfterSilence(session.Platform)))
            : [];

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => Rounds.RunLaterAsync(LookPeriod, time, EndLapsedAsync, LogLookFailed, stoppingToken);

    private async Task EndLapsedAsync(CancellationToken cancellationToken)
    {
        var shortest = apps.All.SelectMany(app => (TimeSpan[])[app.Settings.Timings.WebHeartbeatTimeout, app.Settings.Timings.NativeHeartbeatTimeout])
            .DefaultIfEmpty(TimeSpan.MaxValue).Min();
        foreach (var (gateway, sessions) in book.Gateways)
        {
            sessions.Look();
            if (SilenceOf(gateway) < shortest)
                continue;
            var users = book.At(gateway).Where(user => LapsedOf(user.Key.App, user.Value.Sessions).Any()).Select(user => user.Key).ToList();
            if (users.Count == 0)
                continue;
            LogLapsed(users.Count, gateway);
            await grains.ForEachUserAsync(
                users, options.Value.SweepParallelism, (_, grain, token) => grain.EndLapsedAsync(token), LogNotEnded, cancellationToken);
        }
    }

    private TimeSpan SilenceOf(GatewayId gateway) => LookPeriod * (book.SessionsOf(gateway)?.SilentLooks ?? 0);

    // The gateway is asked once more: a session may have been admitted after it made its list.
    private async Task EndUnheldAsync(GatewayId gateway, ImmutableArray<int> buckets, HashSet<long> held)
    {
        var suspects = buckets.SelectMany(book.In)
            .SelectMany(user => UnheldOf(user.Value), (user, connection) => (User: user.Key, Connection: connection))
            .ToList();
        if (suspects.Count == 0)
            return;
        var answers = await gateways.AreHeldAsync(gateway, [.. suspects.Select(suspect => suspect.Connection.ConnectionId)]);
        var abandoned = suspects.Where((_, i) => !answers[i]).ToLookup(suspect => suspect.User, suspect => suspect.Connection);
        if (abandoned.Count == 0)
            return;
        LogAbandoned(abandoned.Count, gateway);
        await grains.ForEachUserAsync(
            abandoned.Select(user => user.Key),
            options.Value.SweepParallelism,
            async (user, grain, token) =>
            {
                foreach (var connection in abandoned[user])
                    await grain.EndConnectionAsync(connection, SessionEndReason.Closed, token);
            },
            LogNotEnded,
            CancellationToken.None);

        IEnumerable<ConnectionRef> UnheldOf(UserPresence state) => state.Sessions
            .Where(session => session.Status == PresenceStatus.Online && session.Connection.Gateway == gateway
                && !held.Contains(session.Connection.ConnectionId))
            .Select(session => session.Connection);
    }

    [LoggerMessage(2311, LogLevel.Warning, "User {User} could not be read for a lease. The next comparison tries again.")]
    private partial void LogNotRead(Exception fault, UserKey user);

    [LoggerMessage(2312, LogLevel.Warning, "{Users} users have sessions that their gateway {Gateway} does not hold. They are ended now.")]
    private partial void LogAbandoned(int users, GatewayId gateway);

    [LoggerMessage(2313, LogLevel.Warning, "A session of user {User} that no gateway vouches for could not be ended. The next comparison tries again.")]
    private partial void LogNotEnded(Exception fault, UserKey user);

    [LoggerMessage(2314, LogLevel.Warning, "{Users} users have sessions for which gateway {Gateway} has not vouched in time. They are ended now.")]
    private partial void LogLapsed(int users, GatewayId gateway);

    [LoggerMessage(2315, LogLevel.Warning, "The look for gateways that do not vouch for their sessions failed.")]
    private partial void LogLookFailed(Exception fault);
}
