using CsCheck;
using PresenceCluster.Domain;
using Xunit;

namespace PresenceCluster.Tests.Domain;

public sealed class UserTallyTests
{
    [Fact]
    public void Changes_of_any_life_add_up_to_the_tally_of_its_last_state()
        => Happening.Sequences.Sample(
            steps =>
            {
                var life = new RandomLife();
                var state = UserPresence.Unknown;
                var changes = new List<TallyChange>();
                foreach (var step in steps)
                {
                    if (life.Next(step, state) is not { } happened)
                        continue;
                    var after = PresenceMachine.Apply(state, happened, life.Rules, life.Now).State;
                    changes.AddRange(UserTally.Between(state, after));
                    state = after;
                }

                var tally = new UserTally(changes);
                Assert.Equal(state.Status == PresenceStatus.Online ? 1 : 0, tally.Online);
                Assert.Equal(state.Status == PresenceStatus.PushOnline ? 1 : 0, tally.PushOnline);
                Assert.All(Platforms.All, platform => Assert.Equal(
                    state.Sessions.Count(session => session.Platform == platform && session.Status == PresenceStatus.Online), tally.SessionsOn(platform)));
            },
            iter: 200,
            threads: 1);

    [Fact]
    public void Every_platform_has_a_kind_of_its_own()
        => Assert.All(Platforms.All, platform => Assert.Equal(1, new UserTally([new TallyChange((int)platform + 1, 1)]).SessionsOn(platform)));

    [Fact]
    public void Count_of_a_kind_that_is_not_known_is_left_out()
        => Assert.Empty(new UserTally([new TallyChange(UserTally.Kinds, 5), new TallyChange(-1, 5)]).Counts);
}
