using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PresenceCluster.Gateway.Rest.V1.Problems;

/// <summary>Reads a number out of the query part of a URL.</summary>
internal static class QueryNumber
{
    /// <summary>Reads a parameter from 1 to a limit.</summary>
    /// <returns>False with a problem when it is there and is not such a number.</returns>
    public static bool TryRead(
        HttpContext context, string name, int byDefault, int max, out int number, [NotNullWhen(false)] out ProblemResult? problem)
    {
        (number, problem) = (byDefault, null);
        if (!context.Request.Query.TryGetValue(name, out var values))
            return true;
        if (values is [{ } text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= max)
            return true;
        problem = ProblemKind.BadParameter.With($"{name} must be a number from 1 to {max}.");
        return false;
    }

    /// <summary>Reads <c>before</c>, the upper end of a page that goes backwards; without it, the end.</summary>
    /// <param name="context">The request.</param>
    /// <param name="what">The required form, for the problem.</param>
    /// <param name="before">The number.</param>
    /// <param name="problem">The fault of the number.</param>
    public static bool TryReadBefore(HttpContext context, string what, out long before, [NotNullWhen(false)] out ProblemResult? problem)
    {
        (before, problem) = (long.MaxValue, null);
        if (!context.Request.Query.TryGetValue("before", out var values))
            return true;
        if (values is [{ } text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out before) && before > 0)
            return true;
        problem = ProblemKind.BadParameter.With($"before must be {what}.");
        return false;
    }
}
