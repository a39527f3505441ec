using System.Collections.Immutable;
using System.Runtime.InteropServices;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Gateway.Queries;

/// <summary>
/// Asks each owner silo once for all its users of a query: without a call when the owner is this process, in parallel for the others. If an
/// owner fails, only its own users get no answer. If an owner is gone, the silo that owns its users now is asked. No owner is asked for a
/// text that cannot be a user id.
/// </summary>
internal sealed partial class PresenceQuery(
    ClusterView view,
    IProcessCalls calls,
    TimeProvider time,
    ILogger<PresenceQuery> log,
    IPresenceReader? local = null) : IPresenceQuery
{
    /// <summary>
    /// How long one owner may take to answer. Below the 3 s at which the REST server gives up, so that the others' answers still go out.
    /// </summary>
    public static readonly TimeSpan OwnerTimeout = TimeSpan.FromSeconds(2);

    public ValueTask<ImmutableArray<PresenceAnswer>> GetManyAsync(
        AppId app, ImmutableArray<string> userIds, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(userIds.Length, IPresenceQuery.UsersMax);
        if (userIds.IsEmpty)
            return ValueTask.FromResult(ImmutableArray<PresenceAnswer>.Empty);

        // A single process is silo and gateway: no split, no call, and no task while the reader answers from memory.
        var frame = view.Current;
        if (local is not null && frame.Owners.Length == 1 && frame.Owners[0].Equals(view.LocalSilo) && AreValid(userIds))
        {
            var reading = ReadAsync(view.LocalSilo, app, userIds, cancellationToken);
            return reading.IsCompletedSuccessfully ? ValueTask.FromResult(Align(userIds, reading.Result)) : AlignAsync(userIds, reading);
        }

        return AskOwnersAsync(frame, app, userIds, cancellationToken);
    }

    // A loop, because a delegate call for each of 500 ids shows in the rate of queries.
    private static bool AreValid(ImmutableArray<string> userIds)
    {
        foreach (var userId in userIds)
        {
            if (!UserKey.IsValidUserId(userId))
                return false;
        }

        return true;
    }

    private static async ValueTask<ImmutableArray<PresenceAnswer>> AlignAsync(ImmutableArray<string> userIds, ValueTask<OwnerReply> reading)
        => Align(userIds, await reading);

    private static ImmutableArray<PresenceAnswer> Align(ImmutableArray<string> userIds, OwnerReply reply)
    {
        var answers = new PresenceAnswer[userIds.Length];
        for (var i = 0; i < answers.Length; i++)
            answers[i] = new PresenceAnswer(userIds[i], reply.Presences.IsDefault ? null : reply.Presences[i]);
        return ImmutableCollectionsMarshal.AsImmutableArray(answers);
    }

    private async ValueTask<ImmutableArray<PresenceAnswer>> AskOwnersAsync(
        ClusterFrame frame, AppId app, ImmutableArray<string> userIds, CancellationToken cancellationToken)
    {
        // A text that cannot be a user id has no owner, and keeps the answer without a presence.
        var answers = new PresenceAnswer[userIds.Length];
        var places = new int[userIds.Length];
        var count = 0;
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = new PresenceAnswer(userIds[i], null);
            if (UserKey.IsValidUserId(userIds[i]))
                places[count++] = i;
        }

        var shares = OwnerShare.Split(frame, app, userIds, places.AsSpan(0, count));
        var asking = new Task[shares.Length];
        for (var i = 0; i < shares.Length; i++)
            asking[i] = AskOwnerAsync(app, userIds, shares[i], answers, mayRetry: true, cancellationToken);
        await Task.WhenAll(asking);
        return ImmutableCollectionsMarshal.AsImmutableArray(answers);
    }

    private async Task AskOwnerAsync(
        AppId app, ImmutableArray<string> userIds, OwnerShare share, PresenceAnswer[] answers, bool mayRetry, CancellationToken cancellationToken)
    {
        if (share.Owner is not { } owner)
            return;
        var reply = await ReadAsync(owner, app, share.UserIds, cancellationToken);
        if (!reply.Presences.IsDefault)
        {
            for (var i = 0; i < share.Places.Length; i++)
                answers[share.Places[i]] = new PresenceAnswer(share.UserIds[i], reply.Presences[i]);
        }
        else if (reply.IsOwnerGone && mayRetry)
        {
            // A read may be repeated, but only once: when the next owner is gone too, the caller decides when to try again.
            var again = OwnerShare.Split(view.Current, app, userIds, share.Places);
            await Task.WhenAll(again.Select(next => AskOwnerAsync(app, userIds, next, answers, mayRetry: false, cancellationToken)));
        }
    }

    private ValueTask<OwnerReply> ReadAsync(
        SiloAddress owner, AppId app, ImmutableArray<string> userIds, CancellationToken cancellationToken)
    {
        if (local is null || !owner.Equals(view.LocalSilo))
            return AwaitAsync(owner, app, userIds, localReading: null, cancellationToken);
        var reading = local.GetManyAsync(app, userIds, cancellationToken);
        return reading.IsCompletedSuccessfully
            ? ValueTask.FromResult(Checked(reading.Result, userIds, owner))
            : AwaitAsync(owner, app, userIds, reading, cancellationToken);
    }

    private async ValueTask<OwnerReply> AwaitAsync(
        SiloAddress owner,
        AppId app,
        ImmutableArray<string> userIds,
        ValueTask<ImmutableArray<UserPresence>>? localReading,
        CancellationToken cancellationToken)
    {
        try
        {
            var reading = localReading?.AsTask() ?? calls.Silo(owner).GetManyAsync(app, userIds);
            return Checked(await reading.WaitAsync(OwnerTimeout, time, cancellationToken), userIds, owner);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // Faults of every type: the owner may run another release. They cost only the owner's own users their answers.
            LogOwnerFailed(fault, owner, userIds.Length, app);
            return fault is OrleansMessageRejectionException ? OwnerReply.Gone : OwnerReply.Failed;
        }
    }

    // An owner of another release might return another number of presences. A user must never get the presence of another.
    private OwnerReply Checked(ImmutableArray<UserPresence> presences, ImmutableArray<string> userIds, SiloAddress owner)
    {
        if (presences.Length == userIds.Length)
            return new OwnerReply(presences, IsOwnerGone: false);
        LogMisaligned(owner, presences.Length, userIds.Length);
        return OwnerReply.Failed;
    }

    [LoggerMessage(4101, LogLevel.Warning, "Silo {Owner} did not answer for {Users} users of app {App}.")]
    private partial void LogOwnerFailed(Exception fault, SiloAddress owner, int users, AppId app);

    [LoggerMessage(4102, LogLevel.Error, "Silo {Owner} answered {Answers} presences for {Users} users.")]
    private partial void LogMisaligned(SiloAddress owner, int answers, int users);
}
