using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Queries;
using PresenceCluster.Gateway.Settings;

namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// Closes connections whose session is over although they were not told. A silo that dies between storing a replacement and sending its
/// notice leaves a client that believes it is online. Every connection is compared with its user's stored presence once per
/// <see cref="GatewayOptions.SessionCheckPeriod"/>. One query covers hundreds of users, and heartbeats are not involved.
/// </summary>
internal sealed partial class SessionCheck(
    SessionTable table, IPresenceQuery presences, LoginDesk logins, TimeProvider time, IOptions<GatewayOptions> options, ILogger<SessionCheck> log)
    : BackgroundService
{
    /// <summary>Why a connection's session is over, and the platform that ended it; null when the connection owns its session.</summary>
    public static (SessionEndReason Reason, Platform? By)? EndOf(UserPresence presence, SessionId session, long epoch, ConnectionRef connection)
    {
        foreach (var other in presence.Sessions)
        {
            if (other.Id == session)
            {
                return other.Connection == connection && other.Status == PresenceStatus.Online ? null
                    : other.Connection == connection ? (SessionEndReason.Closed, null)
                    : (SessionEndReason.TakenOver, null);
            }
        }

        for (var i = presence.PushedOut.Length - 1; i >= 0; i--)
        {
            if (presence.PushedOut[i] is { } ended && ended.Id == session)
                return ended.Epoch > epoch ? (SessionEndReason.TakenOver, null) : (ended.Reason, ended.By);
        }

        return (presence.IsRegistered ? SessionEndReason.Closed : SessionEndReason.AccountDeleted, null);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => Rounds.RunLaterAsync(options.Value.SessionCheckPeriod, time, CheckAsync, LogRoundFailed, stoppingToken);

    // A frozen silo may answer once from old memory before it hears that it has been replaced. A connection without a session is therefore
    // looked at twice before it is closed.
    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (await FindOverAsync(table.All, cancellationToken) is not { Count: > 0 } suspects)
            return;
        await Task.Delay(options.Value.SessionCheckSecondLook, time, cancellationToken);
        foreach (var (connection, reason, by) in await FindOverAsync(suspects.Select(suspect => suspect.Connection), cancellationToken))
        {
            LogUntold(connection.User, connection.Id, reason);
            connection.PushOut(new LastWords(CloseCodeMap.For(reason), by));
        }
    }

    /// <summary>The given connections whose session is over, each with the reason.</summary>
    private async Task<List<(ClientConnection Connection, SessionEndReason Reason, Platform? By)>> FindOverAsync(
        IEnumerable<ClientConnection> connections, CancellationToken cancellationToken)
    {
        List<(ClientConnection, SessionEndReason, Platform?)> over = [];
        foreach (var app in connections.Where(connection => connection.IsLoggedIn).ToLookup(connection => connection.User.App))
        {
            foreach (var users in app.GroupBy(connection => connection.User.UserId, StringComparer.Ordinal).Chunk(IPresenceQuery.UsersMax))
            {
                var answers = await presences.GetManyAsync(app.Key, [.. users.Select(user => user.Key)], cancellationToken);
                for (var i = 0; i < users.Length; i++)
                {
                    // Without an answer of the owner, the user's connections are not suspected.
                    if (answers[i].Presence is { } presence)
                        over.AddRange(users[i].SelectMany(connection => OverOf(connection, presence)));
                }
            }
        }

        return over;
    }

    private IEnumerable<(ClientConnection Connection, SessionEndReason Reason, Platform? By)> OverOf(ClientConnection connection, UserPresence presence)
    {
        if (connection.Session is { } session && EndOf(presence, session.Id, session.Epoch, logins.NameOf(connection.Id)) is { } end)
            yield return (connection, end.Reason, end.By);
    }

    [LoggerMessage(3111, LogLevel.Warning, "Connection {ConnectionId} of {User} had not heard that its session is over ({Reason}).")]
    private partial void LogUntold(UserKey user, long connectionId, SessionEndReason reason);

    [LoggerMessage(3113, LogLevel.Warning, "The sessions could not be compared; they will be in the next period.")]
    private partial void LogRoundFailed(Exception fault);
}
