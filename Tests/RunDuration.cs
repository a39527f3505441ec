using System.Globalization;

namespace PresenceCluster.Tests;

/// <summary>How long a run lasts that is asked for on the command line of test.sh.</summary>
internal static class RunDuration
{
    /// <summary>Such as <c>90s</c>, <c>30m</c> or <c>2h</c>.</summary>
    public static TimeSpan Parse(string text)
    {
        var number = double.Parse(text[..^1], CultureInfo.InvariantCulture);
        return text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            _ => throw new FormatException($"'{text}' is no duration such as 90s, 30m or 2h."),
        };
    }
}
