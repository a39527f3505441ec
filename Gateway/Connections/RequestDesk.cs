using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Acts;
using PresenceCluster.Gateway.Queries;
using PresenceCluster.Gateway.Settings;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Protocol;

namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// Answers the requests of a logged-in client, except those about its own session. A refused request leaves the session as it is. The desk
/// has no access to the socket. A fault that will not pass by itself is thrown, and the connection closes.
/// </summary>
internal sealed partial class RequestDesk(
    IPresenceQuery queries, IGrainFactory grains, ActClock acts, TimeProvider time, IOptions<GatewayOptions> options, ILogger<RequestDesk> log)
{
    /// <summary>The answer to a request that is not carried out.</summary>
    /// <param name="requestId">The client's number of the request.</param>
    /// <param name="code">Why.</param>
    /// <param name="retryAfter">When the same request may be sent again; zero when it would be refused again.</param>
    public static ServerFrame Refuse(uint requestId, RefusalCode code, TimeSpan retryAfter = default) => new()
    {
        RequestRefused = new RequestRefused
        {
            RequestId = requestId,
            Code = code.Number,
            Text = code.Text,
            RetryAfterMs = (uint)Math.Ceiling(retryAfter.TotalMilliseconds),
        },
    };

    /// <summary>Asks for users of the client's own app. Users without an answer are listed among the errors.</summary>
    public async Task<ServerFrame> QueryAsync(AppId app, Query query)
    {
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
            LogQueryFailed(app, GrainFault.Describe(fault));
            answers = [.. ids.Select(id => new PresenceAnswer(id, null))];
        }

        // Texts that cannot be user ids stand first among the errors.
        var result = new QueryResult { RequestId = query.RequestId };
        foreach (var answer in answers.OrderByDescending(answer => answer.Kind == PresenceAnswerKind.InvalidUserId))
            Add(result, answer);
        return new ServerFrame { QueryResult = result };
    }

    /// <summary>Stores the custom status. A failed call is repeated once, which is safe because the last text wins.</summary>
    /// <returns>Null when it is stored, and the client wants no answer because it did not number its request.</returns>
    public async Task<ServerFrame?> SetCustomStatusAsync(UserKey user, ConnectionRef connection, SetCustomStatus status)
    {
        const int attempts = 2;
        var askedAt = acts.Next();
        for (var attempt = 1; attempt <= attempts; attempt++)
        {
            try
            {
                await grains.GetGrain<IUserGrain>(user.ToString()).SetCustomStatusAsync(connection, status.Text, askedAt);
                return status.RequestId == 0
                    ? null
                    : new ServerFrame { CustomStatusResult = new CustomStatusResult { RequestId = status.RequestId } };
            }
            catch (Exception fault) when (GrainFault.IsPassing(fault))
            {
                LogCustomStatusFailed(user, attempt, GrainFault.Describe(fault));
            }
        }

        return Refuse(status.RequestId, RefusalCode.TimedOut, LastWords.AbsenceAfter(CloseCode.Unavailable));
    }

    private static void Add(QueryResult result, PresenceAnswer answer)
    {
        if (answer is not { Kind: PresenceAnswerKind.Found, Presence: { } presence })
        {
            result.Errors.Add(new QueryError { UserId = answer.UserId, Code = CodeOf(answer.Kind).Number });
            return;
        }

        var shown = new Presence { UserId = answer.UserId, Status = OnWire(presence.Status), CustomStatus = presence.CustomStatus };
        foreach (var session in presence.Sessions)
            shown.Devices.Add(new Device { Platform = session.Platform.Name, Status = OnWire(session.Status) });
        result.Presences.Add(shown);
    }

    private static RefusalCode CodeOf(PresenceAnswerKind kind) => kind switch
    {
        PresenceAnswerKind.UnknownUser or PresenceAnswerKind.InvalidUserId => RefusalCode.UnknownUser,
        PresenceAnswerKind.Unavailable => RefusalCode.TimedOut,
        _ => throw new UnreachableException($"An answer that is {kind} is no error."),
    };

    private static Status OnWire(PresenceStatus status) => status switch
    {
        PresenceStatus.Online => Status.Online,
        PresenceStatus.PushOnline => Status.PushOnline,
        _ => Status.Offline,
    };

    [LoggerMessage(3301, LogLevel.Warning, "A query of app {App} could not be answered: {Fault}")]
    private partial void LogQueryFailed(AppId app, string fault);

    [LoggerMessage(3302, LogLevel.Warning, "The custom status of {User} could not be stored (attempt {Attempt}): {Fault}")]
    private partial void LogCustomStatusFailed(UserKey user, int attempt, string fault);
}
