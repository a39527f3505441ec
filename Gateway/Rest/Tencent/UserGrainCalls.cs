using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Acts;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>Calls user grains for the account calls, and turns every failure into an error number.</summary>
internal sealed partial class UserGrainCalls(IGrainFactory grains, IOptions<RestOptions> options, ILogger<UserGrainCalls> log)
{
    /// <summary>Calls one user's grain.</summary>
    /// <param name="user">The user.</param>
    /// <param name="act">The act; its result is the call's.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<TencentError> CallAsync(
        UserKey user, Func<IUserGrain, CancellationToken, Task<TencentError>> act, CancellationToken cancellationToken)
    {
        try
        {
            return await act(grains.GetGrain<IUserGrain>(user.ToString()), cancellationToken).WaitAsync(cancellationToken);
        }
        catch (Exception fault)
        {
            // Faults of every type: a grain's storage may throw any, and one account of a batch must not cost the others their results.
            LogFailed(fault, user);
            return GrainFault.IsPassing(fault) ? TencentError.TimedOut : TencentError.Internal;
        }
    }

    /// <summary>Calls the grains of a batch, a bounded number at a time. Ids that cannot be user ids are not called.</summary>
    /// <returns>One result for each id, in order.</returns>
    public async Task<ImmutableArray<TencentError>> CallManyAsync(
        AppId app,
        ImmutableArray<string> userIds,
        Func<IUserGrain, CancellationToken, Task<TencentError>> act,
        CancellationToken cancellationToken)
    {
        var results = new TencentError[userIds.Length];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Value.GrainCallsInFlightMax };
        await Parallel.ForAsync(0, userIds.Length, parallel, async (index, _) =>
            results[index] = UserKey.IsValidUserId(userIds[index])
                ? await CallAsync(new UserKey(app, userIds[index]), act, cancellationToken)
                : TencentError.BadUserId);
        return [.. results];
    }

    [LoggerMessage(4211, LogLevel.Warning, "The call for user {User} failed.")]
    private partial void LogFailed(Exception fault, UserKey user);
}
