using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Acts;
using PresenceCluster.Gateway.Queries;
using PresenceCluster.Gateway.Settings;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Protocol;

namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// Answers the requests of a logged-in client, except those about its own session. It has no access to the socket. A fault that will not
/// pass by itself is thrown, and the connection closes.
/// </summary>
internal sealed partial class RequestDesk(
    AppDirectory apps,
    IPresenceQuery queries,
    IGrainFactory grains,
    ActClock acts,
    TimeProvider time,
    IOptions<GatewayOptions> options,
    ILogger<RequestDesk> log)
{
    // The app has client-side status off (contract §4, §7).
    private const uint FeatureIsOff = 72001;

    /// <summary>Whether a text may be a custom status.</summary>
    public static bool IsValid(SetCustomStatus status) => Encoding.UTF8.GetByteCount(status.Text) <= FrameLimits.CustomStatusBytesMax;

    /// <summary>
    /// Asks for users of the client's own app. Users without an answer are listed among the errors. While the app has client-side status
    /// off, these are all users, the client's own included.
    /// </summary>
    public async Task<QueryResult> QueryAsync(AppId app, Query query)
    {
        if (apps.Find(app) is not { Settings.ClientStatus: true })
            return Refuse(query);
        using var timeout = new CancellationTokenSource(options.Value.QueryTimeout, time);
        ImmutableArray<string> ids = [.. query.UserIds];
        ImmutableArray<PresenceAnswer> answers;
        try
        {
            answers = await queries.GetManyAsync(app, ids, timeout.Token).AsTask().WaitAsync(timeout.Token);
        }
        catch (Exception fault) when (GrainFault.IsPassing(fault))
        {
            // The client gets an error per user and stays connected.
            LogQueryFailed(fault, app);
            answers = [.. ids.Select(id => new PresenceAnswer(id, null))];
        }

        // Texts that cannot be user ids stand first among the errors.
        var result = new QueryResult { RequestId = query.RequestId };
        foreach (var answer in answers.OrderByDescending(answer => answer.Kind == PresenceAnswerKind.InvalidUserId))
            Add(result, answer);
        return result;
    }

    /// <summary>Stores the custom status. A failed call is repeated once, which is safe because the last text wins.</summary>
    /// <returns>False when it could not be stored.</returns>
    public async Task<bool> SetCustomStatusAsync(UserKey user, ConnectionRef connection, string text)
    {
        const int attempts = 2;
        var askedAt = acts.Next();
        for (var attempt = 1; attempt <= attempts; attempt++)
        {
            try
            {
                await grains.GetGrain<IUserGrain>(user.ToString()).SetCustomStatusAsync(connection, text, askedAt);
                return true;
            }
            catch (Exception fault) when (GrainFault.IsPassing(fault))
            {
                LogCustomStatusFailed(fault, user, attempt);
            }
        }

        return false;
    }

    private static QueryResult Refuse(Query query) => new()
    {
        RequestId = query.RequestId,
        Errors = { query.UserIds.Select(id => new QueryError { UserId = id, Code = FeatureIsOff }) },
    };

    private static void Add(QueryResult result, PresenceAnswer answer)
    {
        if (answer is not { Kind: PresenceAnswerKind.Found, Presence: { } presence })
        {
            result.Errors.Add(new QueryError { UserId = answer.UserId, Code = CodeOf(answer.Kind) });
            return;
        }

        var shown = new Presence { UserId = answer.UserId, Status = OnWire(presence.Status), CustomStatus = presence.CustomStatus };
        foreach (var session in presence.Sessions)
            shown.Devices.Add(new Device { Platform = session.Platform.Name, Status = OnWire(session.Status) });
        result.Presences.Add(shown);
    }

    // The numbers that presence.proto lists for QueryError.
    private static uint CodeOf(PresenceAnswerKind kind) => kind switch
    {
        PresenceAnswerKind.UnknownUser or PresenceAnswerKind.InvalidUserId => 70107,
        PresenceAnswerKind.Unavailable => 70169,
        _ => throw new UnreachableException($"An answer that is {kind} is no error."),
    };

    private static Status OnWire(PresenceStatus status) => status switch
    {
        PresenceStatus.Online => Status.Online,
        PresenceStatus.PushOnline => Status.PushOnline,
        _ => Status.Offline,
    };

    [LoggerMessage(3301, LogLevel.Warning, "A query of app {App} could not be answered.")]
    private partial void LogQueryFailed(Exception fault, AppId app);

    [LoggerMessage(3302, LogLevel.Warning, "The custom status of {User} could not be stored (attempt {Attempt}).")]
    private partial void LogCustomStatusFailed(Exception fault, UserKey user, int attempt);
}
