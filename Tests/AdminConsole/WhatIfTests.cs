using PresenceCluster.AdminConsole.Policy;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using Xunit;

namespace PresenceCluster.Tests.AdminConsole;

/// <summary>The what-if panel shows what the servers would do.</summary>
public sealed class WhatIfTests
{
    [Fact]
    public void Login_of_an_excluded_platform_pushes_out_and_a_free_one_stays()
    {
        var rules = Rules(LoginPolicyKind.Dual, new InstanceCaps());
        var what = WhatIf.Nobody.LogIn(Platform.Android, rules).LogIn(Platform.Web, rules);

        Assert.Equal([Platform.Android], what.PushedOutBy(Platform.Windows, rules).Select(session => session.Platform));
        Assert.Equal([Platform.Web, Platform.Windows], what.LogIn(Platform.Windows, rules).User.Sessions.Select(session => session.Platform));
    }

    [Fact]
    public void Asking_changes_nothing()
    {
        var rules = Rules(LoginPolicyKind.Single, new InstanceCaps());
        var what = WhatIf.Nobody.LogIn(Platform.Android, rules);

        what.PushedOutBy(Platform.Web, rules);

        Assert.Single(what.User.Sessions);
    }

    [Fact]
    public void Cap_of_two_pushes_out_the_oldest_login()
    {
        var rules = Rules(LoginPolicyKind.Multi, new InstanceCaps { Web = 2 });
        var what = WhatIf.Nobody.LogIn(Platform.Web, rules).LogIn(Platform.Web, rules);

        Assert.Equal(["Web-1"], what.PushedOutBy(Platform.Web, rules).Select(session => session.DeviceId));
        Assert.Equal(["Web-2", "Web-3"], what.LogIn(Platform.Web, rules).User.Sessions.Select(session => session.DeviceId));
    }

    [Fact]
    public void Logged_out_device_is_gone_for_good()
    {
        var rules = Rules(LoginPolicyKind.Multi, new InstanceCaps());
        var what = WhatIf.Nobody.LogIn(Platform.IPhone, rules);

        Assert.Empty(what.LogOut(what.User.Sessions[0], rules).User.Sessions);
    }

    [Fact]
    public void Every_policy_agrees_with_the_rule_of_the_servers_on_every_pair()
    {
        foreach (var kind in Enum.GetValues<LoginPolicyKind>())
        {
            var rules = Rules(kind, new InstanceCaps());
            foreach (var first in Platforms.All)
            {
                var what = WhatIf.Nobody.LogIn(first, rules);
                foreach (var second in Platforms.All)
                    Assert.Equal(rules.LoginPolicy.PushedOutBy(what.User.Sessions, second).AsEnumerable(), what.PushedOutBy(second, rules));
            }
        }
    }

    private static PresenceRules Rules(LoginPolicyKind kind, InstanceCaps caps)
        => new AppSettings { LoginPolicy = kind, InstanceCaps = caps }.ToRules();
}
