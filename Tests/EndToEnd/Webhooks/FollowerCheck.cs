using PresenceCluster.Domain;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd.Webhooks;

/// <summary>Compares what followers of the same events saw, with each other and with the query.</summary>
internal static class FollowerCheck
{
    /// <summary>
    /// All events of the log have arrived: those of each user in the order of the versions and without a gap. Repetitions are allowed, and
    /// carry the same id.
    /// </summary>
    public static void IsComplete(IReadOnlyCollection<FollowedEvent> log, IEnumerable<FollowedEvent> arrived)
    {
        var known = new Dictionary<string, long>();
        var ids = new Dictionary<(string UserId, long Version), string>();
        foreach (var one in arrived)
        {
            if (!ids.TryAdd((one.UserId, one.Version), one.Id))
            {
                Assert.Equal(ids[(one.UserId, one.Version)], one.Id);
                continue;
            }

            var last = known.GetValueOrDefault(one.UserId);
            Assert.True(one.FirstVersion == last + 1, $"{one.UserId}: behind version {last} came {one.FirstVersion} to {one.Version}.");
            known[one.UserId] = one.Version;
        }

        var missing = log.Where(one => !ids.Remove((one.UserId, one.Version), out var id) || id != one.Id).ToList();
        Assert.True(missing.Count == 0, $"{missing.Count} of {log.Count} events of the log did not arrive, the first is {missing.FirstOrDefault()}.");
        Assert.Empty(ids);
    }

    /// <summary>The log itself has every user's versions from the first one on, each once and in order.</summary>
    public static void IsGapless(IEnumerable<FollowedEvent> log)
    {
        foreach (var ofUser in log.GroupBy(one => one.UserId))
            Assert.Equal(Enumerable.Range(1, ofUser.Count()).Select(version => (long)version), ofUser.Select(one => one.Version));
    }

    /// <summary>A user's last event has the same status as the query.</summary>
    public static void IsWhatTheQuerySays(IEnumerable<FollowedEvent> arrived, IReadOnlyDictionary<string, string> statuses)
    {
        var told = arrived.GroupBy(one => one.UserId).ToDictionary(group => group.Key, group => group.MaxBy(one => one.Version).After);
        foreach (var (user, status) in statuses)
        {
            var last = told.GetValueOrDefault(user, PresenceStatus.Offline).ToString();
            Assert.True(last == status, $"{user}: told {last}, queried {status}.");
        }
    }
}
