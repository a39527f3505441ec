using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace PresenceCluster.AdminConsole.Parts;

/// <summary>One line of a plot.</summary>
/// <param name="Name">The name of the counted value.</param>
/// <param name="Tone">The number of its plot colour in the style sheet, from 1.</param>
/// <param name="Values">Its values, oldest first.</param>
public sealed record PlotLine(string Name, int Tone, ImmutableArray<double> Values)
{
    public double Latest => Values.IsDefaultOrEmpty ? 0 : Values[^1];

    public double Highest => Values.IsDefaultOrEmpty ? 0 : Values.Max();
}

/// <summary>Computes the lines of a plot, by arithmetic alone, in a box of 100 by 100 with the origin at the top left.</summary>
public static class Plot
{
    public const int Side = 100;

    private static readonly double[] Steps = [1, 2, 3, 4, 5, 6, 8, 10];

    /// <summary>The top of the scale: the smallest round number that is not below any value, and at least 1.</summary>
    public static double Top(IEnumerable<PlotLine> lines)
    {
        var highest = Math.Max(1, lines.Select(line => line.Highest).DefaultIfEmpty(0).Max());
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(highest)));
        foreach (var step in Steps)
        {
            // A small tolerance, so that 1000 does not count as more than 10 times 100.
            if (highest <= step * magnitude * (1 + 1e-9))
                return step * magnitude;
        }

        return highest;
    }

    /// <summary>The points of a line for an SVG polyline.</summary>
    /// <param name="values">The line's values.</param>
    /// <param name="top">The top of the scale.</param>
    /// <param name="start">Where the line begins, 0 to 100: further right while there is not yet a value for the whole width.</param>
    public static string Points(ImmutableArray<double> values, double top, double start = 0)
    {
        var points = new StringBuilder();
        for (var index = 0; index < values.Length; index++)
        {
            var x = values.Length == 1 ? Side : start + (index * (Side - start) / (values.Length - 1));
            var y = Side - (Math.Clamp(values[index], 0, top) * Side / top);
            points.Append(CultureInfo.InvariantCulture, $"{x:0.##},{y:0.##} ");
        }

        return points.ToString().TrimEnd();
    }

    /// <summary>The same closed along the bottom, for the area below a line.</summary>
    public static string Area(ImmutableArray<double> values, double top, double start = 0)
        => values.IsDefaultOrEmpty ? "" : string.Create(CultureInfo.InvariantCulture, $"{start:0.##},{Side} {Points(values, top, start)} {Side},{Side}");
}
