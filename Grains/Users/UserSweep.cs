using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Grains.Users;

/// <summary>Calls of many user grains, a bounded number at a time.</summary>
internal static class UserSweep
{
    extension(IGrainFactory grains)
    {
        /// <summary>Calls the grain of each user once. A failed call does not affect the others.</summary>
        /// <param name="users">The users.</param>
        /// <param name="parallelism">How many at the same time.</param>
        /// <param name="call">The call.</param>
        /// <param name="logFault">Logs each call that failed.</param>
        /// <param name="cancellationToken">Cancels the rest.</param>
        public Task ForEachUserAsync(
            IEnumerable<UserKey> users,
            int parallelism,
            Func<UserKey, IUserGrain, CancellationToken, Task> call,
            Action<Exception, UserKey> logFault,
            CancellationToken cancellationToken)
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken };
            return Parallel.ForEachAsync(users, parallel, async (user, token) =>
            {
                try
                {
                    await call(user, grains.GetGrain<IUserGrain>(user.ToString()), token);
                }
                catch (Exception fault) when (!token.IsCancellationRequested)
                {
                    // Any fault of a user's grain arrives here. It must not keep the other users from their calls.
                    logFault(fault, user);
                }
            });
        }
    }
}
