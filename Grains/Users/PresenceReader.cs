using System.Collections.Immutable;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Book;
using PresenceCluster.Grains.Interfaces.Processes;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// Reads presences for queries: from the book for users who are in it, from storage in one go for all others. Every transition is stored
/// before it is acknowledged. Storage is therefore always right, and the book only makes reads fast.
/// </summary>
internal sealed class PresenceReader(
    PresenceBook book, IUserStateReader storage, AppDirectory apps, ClusterView cluster, TimeProvider time) : IPresenceReader
{
    public async ValueTask<ImmutableArray<UserPresence>> GetManyAsync(
        AppId app, ImmutableArray<string> userIds, CancellationToken cancellationToken)
    {
        // A silo that has just started, or has missed a push, does not have the app yet. It must not answer that an app, and with it every
        // user, is unknown.
        if (apps.Find(app) is null)
            await apps.LearnAsync(app, cancellationToken);
        var found = new UserPresence[userIds.Length];
        List<int>? missing = null;
        for (var i = 0; i < userIds.Length; i++)
        {
            if (book.TryGetShown(new UserKey(app, userIds[i]), out var state))
                found[i] = state;
            else
                (missing ??= []).Add(i);
        }

        if (missing is not null)
        {
            var states = await storage.ReadManyAsync(app, [.. missing.Select(i => userIds[i])], cancellationToken);
            for (var i = 0; i < missing.Count; i++)
                found[missing[i]] = states[i];
        }

        Show(found, app);
        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(found);
    }

    private void Show(UserPresence[] found, AppId app)
    {
        if (apps.Find(app)?.Rules is not { } rules)
        {
            Array.Fill(found, UserPresence.Unknown);
            return;
        }

        var now = time.GetUtcNow();
        Func<Session, bool> isLost = cluster.Current.IsLost;
        for (var i = 0; i < found.Length; i++)
            found[i] = PresenceView.At(found[i], isLost, rules, now);
    }
}
