using PresenceCluster.Domain;
using Xunit;

namespace PresenceCluster.Tests.Domain;

public sealed class LoginPolicyTests
{
    public static TheoryData<LoginPolicyKind, Platform, Platform, int> TruthTable()
    {
        var rows = new TheoryData<LoginPolicyKind, Platform, Platform, int>();
        foreach (var policy in Enum.GetValues<LoginPolicyKind>())
        {
            foreach (var first in Platforms.All)
            {
                foreach (var second in Platforms.All)
                {
                    for (var cap = 1; cap <= 3; cap++)
                        rows.Add(policy, first, second, cap);
                }
            }
        }

        return rows;
    }

    [Fact]
    public void TruthTable_every_policy_pair_and_cap_is_there()
        => Assert.Equal(4 * 9 * 9 * 3, TruthTable().Count);

    [Theory]
    [MemberData(nameof(TruthTable))]
    public void Login_after_another_platform_leaves_whom_the_reference_leaves(LoginPolicyKind policy, Platform first, Platform second, int cap)
    {
        var story = new Story(new PresenceRules { LoginPolicy = new LoginPolicy(policy, InstanceCaps.Same(cap)) });
        List<(string, string)> expected = [];

        // One device more than the cap of each platform, so that exclusion and eviction are both seen, together and apart.
        foreach (var platform in Enumerable.Repeat(first, cap + 1).Concat(Enumerable.Repeat(second, cap + 1)))
        {
            var device = $"device {story.Now.Ticks}";
            story.Login(platform, device);
            story.Advance(TimeSpan.FromSeconds(1));
            expected = ReferencePolicy.Login(expected, (device, platform.Name), one => one.Item2, policy, _ => cap);

            Assert.Equal(expected, story.State.Sessions.Select(session => (session.DeviceId, session.Platform.Name)));
            Assert.All(story.State.Sessions, session => Assert.Equal(PresenceStatus.Online, session.Status));
        }
    }

    [Theory]
    [InlineData(LoginPolicyKind.Single, "Web")]
    [InlineData(LoginPolicyKind.Dual, "iPad Web")]
    [InlineData(LoginPolicyKind.Triple, "iPad Linux Web")]
    [InlineData(LoginPolicyKind.Multi, "Android iPhone HarmonyOS iPad Windows Mac Linux Web")]
    public void Everyone_logs_in_one_after_another_the_seeds_sentence_holds(LoginPolicyKind policy, string survivors)
    {
        var story = new Story(new PresenceRules { LoginPolicy = new LoginPolicy(policy, new InstanceCaps()) });
        Platform[] order =
        [
            Platform.Android, Platform.IPhone, Platform.HarmonyOS, Platform.Windows, Platform.Mac, Platform.Linux, Platform.IPad, Platform.Web,
        ];
        if (policy is LoginPolicyKind.Triple or LoginPolicyKind.Multi)
            order = [Platform.Android, Platform.IPhone, Platform.HarmonyOS, Platform.IPad, Platform.Windows, Platform.Mac, Platform.Linux, Platform.Web];

        foreach (var platform in order)
            story.Login(platform);

        Assert.Equal(survivors.Split(' '), story.State.Sessions.Select(session => session.Platform.Name));
    }

    [Fact]
    public void Default_rules_leave_only_the_device_that_logged_in_last()
    {
        var story = new Story(PresenceRules.Default);
        foreach (var platform in Platforms.All)
            story.Login(platform);
        Assert.Equal([Platforms.All[^1]], story.State.Sessions.Select(session => session.Platform));

        var transition = story.Login(Platform.Android);

        Assert.Equal(["Android Online"], story.Devices);
        var closed = Assert.Single(transition.Effects.OfType<PresenceEffect.CloseSession>());
        Assert.Equal((Platforms.All[^1], SessionEndReason.Replaced, Platform.Android), (closed.Session.Platform, closed.Reason, closed.By));
    }

    [Fact]
    public void Dual_policy_an_iPhone_replaces_the_Android_and_the_page_stays()
    {
        var story = new Story(Story.Dual);
        story.Login(Platform.Android);
        story.Login(Platform.Web);

        var transition = story.Login(Platform.IPhone);

        Assert.Equal([Platform.Web, Platform.IPhone], story.State.Sessions.Select(session => session.Platform));
        var closed = Assert.Single(transition.Effects.OfType<PresenceEffect.CloseSession>());
        Assert.Equal((Platform.Android, SessionEndReason.Replaced, Platform.IPhone), (closed.Session.Platform, closed.Reason, closed.By));
    }

    [Fact]
    public void Cap_is_each_platforms_own()
    {
        var caps = new InstanceCaps { Android = 3, Web = 2 };
        var story = new Story(new PresenceRules { LoginPolicy = new LoginPolicy(LoginPolicyKind.Multi, caps) });
        foreach (var number in Enumerable.Range(0, 4))
        {
            story.Login(Platform.Android, $"a{number}");
            story.Login(Platform.Mac, $"m{number}");
            story.Login(number % 2 == 0 ? Platform.Web : Platform.MiniProgram, $"w{number}");
        }

        Assert.Equal(["a1", "a2", "w2", "a3", "m3", "w3"], story.State.Sessions.Select(session => session.DeviceId));
    }
}
