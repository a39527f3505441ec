using PresenceCluster.Gateway.Rest.V1.Access;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>All permissions as one table: a column for each kind of route, read and changed.</summary>
public sealed class AccessRuleTests
{
    private const string Login = "unauthorized";
    private const string Change = "password-change-required";
    private const string Admin = "admin-required";
    private const string NotMine = "not-administrator";

    [Theory]
    // In pairs: Anybody, Oneself, App, Cluster, Counts, Operators.
    [InlineData("Nobody", "", "", Login, Login, Login, Login, Login, Login, Login, Login, Login, Login)]
    [InlineData("User", "", "", Login, Login, NotMine, NotMine, Login, Login, NotMine, NotMine, Login, Login)]
    [InlineData("AppAdministrator", "", "", Login, Login, "", "", Login, Login, "", "", Login, Login)]
    [InlineData("NewOperator", "", "", "", "", Change, Change, Change, Change, Change, Change, Change, Change)]
    [InlineData("Viewer", "", "", "", "", "", Admin, "", Admin, "", Admin, Admin, Admin)]
    [InlineData("Admin", "", "", "", "", "", "", "", "", "", "", "", "")]
    public void Standing_decides_by_route_and_method(string standing, params string[] expected)
    {
        var judged = from route in Enum.GetValues<RouteClass>()
                     from isChange in new[] { false, true }
                     select AccessRule.Judge(Enum.Parse<Standing>(standing), route, isChange)?.Code ?? "";

        Assert.Equal(expected, judged);
    }

    [Fact]
    public void Table_has_every_standing() => Assert.Equal(6, Enum.GetValues<Standing>().Length);
}
