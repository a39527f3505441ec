using CsCheck;
using PresenceCluster.Cluster.Hosting;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Users;
using PresenceCluster.Tests.Domain;
using Xunit;

namespace PresenceCluster.Tests.Cluster;

/// <summary>When a user's reminder should tick: seldom moved, read before it ticks, and spread over the period.</summary>
public sealed class UserReminderTests
{
    private static readonly ClusterOptions Options = new();
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly Story _story = new(Story.Dual);

    [Fact]
    public void Watchdog_is_far_enough_ahead_to_be_read_and_stays_where_it_is_until_then()
    {
        _story.Login(Platform.Android);
        Gen.Select(Gen.UInt, Gen.Int[0, 100_000]).Sample((hash, seconds) =>
        {
            var now = Now.AddSeconds(seconds);
            var dueAt = DueAt(hash, now);
            Assert.InRange(dueAt - now, Options.ReminderRefreshPeriod, Options.ReminderRefreshPeriod + Options.WatchdogPeriod);
            Assert.Equal(dueAt, DueAt(hash, dueAt - Options.ReminderRefreshPeriod));
            Assert.Equal(dueAt + Options.WatchdogPeriod, DueAt(hash, dueAt - Options.ReminderRefreshPeriod + TimeSpan.FromTicks(1)));
        });
    }

    [Fact]
    public void Watchdogs_of_many_users_are_spread_evenly_over_the_period()
    {
        _story.Login(Platform.Android);
        var random = new Random(1);
        var minutes = Enumerable.Range(0, 60_000).Select(_ => (int)(DueAt((uint)random.NextInt64(uint.MaxValue), Now) - Now).TotalMinutes)
            .CountBy(minute => minute).Select(minute => minute.Value).ToList();

        Assert.Equal(60, minutes.Count);
        Assert.All(minutes, users => Assert.InRange(users, 800, 1_200));
    }

    [Fact]
    public void User_who_is_not_Online_falls_due_at_the_deadline()
    {
        _story.Login(Platform.Android);
        _story.End(Platform.Android, SessionEndReason.Closed);

        Assert.Equal(_story.Now + TimeSpan.FromDays(7), DueAt(7, _story.Now));
    }

    [Fact]
    public void User_who_has_nothing_to_wait_for_has_no_reminder()
    {
        _story.Happen(new PresenceEvent.AccountImported(_story.Now));

        Assert.Null(UserReminder.DueAt(_story.State, _story.Rules, Options, 7, _story.Now));
    }

    private DateTimeOffset DueAt(uint hash, DateTimeOffset now) => UserReminder.DueAt(_story.State, _story.Rules, Options, hash, now)!.Value;
}
