using PresenceCluster.AdminConsole.Api;
using PresenceCluster.AdminConsole.Language;

namespace PresenceCluster.AdminConsole.Parts;

/// <summary>A problem as a sentence: common ones in the operator's language, the others in the service's own words.</summary>
public static class FaultText
{
    public static string Of(ApiProblem problem, TongueKind tongue)
    {
        var headline = problem.Status switch
        {
            0 => PartWords.Unreachable.In(tongue),
            403 => PartWords.NotAllowed.In(tongue),
            412 => PartWords.Stale.In(tongue),
            503 => PartWords.Unavailable.In(tongue),
            _ => ProblemWords.TitleOf(problem, tongue),
        };
        var details = problem.Errors.IsDefaultOrEmpty ? problem.Detail : string.Join(' ', problem.Errors);
        return problem.Status == 0 || string.IsNullOrEmpty(details) ? headline : $"{headline} {details}";
    }
}
