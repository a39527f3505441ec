using PresenceCluster.AdminConsole.Api;
using PresenceCluster.AdminConsole.Language;
using PresenceCluster.AdminConsole.Parts;
using PresenceCluster.Gateway.Rest.V1.Problems;
using Xunit;

namespace PresenceCluster.Tests.AdminConsole;

/// <summary>The text that an operator sees when a call fails.</summary>
public sealed class FaultTextTests
{
    [Fact]
    public void Every_kind_of_problem_has_a_title_in_Japanese()
    {
        var english = from kind in ProblemKind.All
                      let problem = new ApiProblem { Status = kind.Status, Code = kind.Code, Title = kind.Title }
                      where FaultText.Of(problem, TongueKind.Japanese).EndsWith(kind.Title, StringComparison.Ordinal)
                      select kind.Code;

        Assert.Empty(english);
    }

    [Fact]
    public void Problem_of_a_newer_service_is_told_in_its_own_words()
    {
        var problem = new ApiProblem { Status = 409, Code = "brand-new", Title = "Something new.", Detail = "It is this." };

        Assert.Equal("Something new. It is this.", FaultText.Of(problem, TongueKind.Japanese));
    }

    [Fact]
    public void Broken_rules_follow_the_kind_of_problem()
    {
        var problem = new ApiProblem
        {
            Status = 422,
            Code = "invalid-settings",
            Title = "The settings break rules.",
            Errors = ["name must have 1 to 64 characters."],
        };

        Assert.Equal("設定内容が条件を満たしていません。 name must have 1 to 64 characters.", FaultText.Of(problem, TongueKind.Japanese));
        Assert.Equal("The settings break rules. name must have 1 to 64 characters.", FaultText.Of(problem, TongueKind.English));
    }
}
