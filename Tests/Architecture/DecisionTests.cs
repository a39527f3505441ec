using System.Reflection;
using System.Text.RegularExpressions;
using PresenceCluster.Domain;
using Xunit;

namespace PresenceCluster.Tests.Architecture;

/// <summary>The pages on decisions name members of the code; every named member must exist.</summary>
public sealed partial class DecisionTests
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    public static TheoryData<string> MembersNamed()
    {
        var pages = Sources.Pages.Where(page => page.StartsWith("docs/adr/", StringComparison.Ordinal));
        return [.. pages.SelectMany(page => MemberName().Matches(Sources.Read(page))).Select(match => match.Groups[1].Value).Distinct()];
    }

    [Theory]
    [MemberData(nameof(MembersNamed))]
    public void Member_that_a_decision_names_exists(string name)
    {
        var parts = name.Split('.');
        var type = typeof(UserPresence).Assembly.GetTypes().SingleOrDefault(candidate => candidate.Name == parts[0]);

        Assert.True(type is not null, $"docs/adr names the type {parts[0]}, which Domain does not have.");
        var members = type.GetMembers(Everything).Select(member => member.Name).ToList();
        Assert.True(members.Contains(parts[1]) || members.Contains("get_" + parts[1]), $"docs/adr names {name}, which Domain does not have.");
    }

    [GeneratedRegex(@"`([A-Z]\w+\.[A-Z]\w+)`")]
    private static partial Regex MemberName();
}
