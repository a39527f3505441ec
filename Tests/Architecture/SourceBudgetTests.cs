using System.Text.RegularExpressions;
using Xunit;

namespace PresenceCluster.Tests.Architecture;

/// <summary>Files stay short and free of marks that promise work for later.</summary>
public sealed partial class SourceBudgetTests
{
    private const int LinesMax = 300;
    private const int MedianLinesMax = 120;

    // As in .editorconfig. The phrases of the console (*Words.cs) stand in two languages on one line each.
    private const int LineCharsMax = 160;

    // Assembled here, so that this file does not break its own rule.
    private static readonly string[] Marks = ["#" + "region", "TO" + "DO", "HA" + "CK", "FIX" + "ME"];

    [Fact]
    public void Sources_are_found() => Assert.True(Sources.CSharp.Count > 50, $"Only {Sources.CSharp.Count} files below {Sources.Root}.");

    [Fact]
    public void No_file_is_longer_than_the_budget()
        => Assert.DoesNotContain(Sources.CSharp.Concat(Sources.Razor).Select(file => (file, lines: Sources.Lines(file).Length)), one => one.lines > LinesMax);

    [Fact]
    public void No_line_is_longer_than_the_editors_limit()
        => Assert.Empty(
            from file in Sources.CSharp
            where !file.EndsWith("Words.cs", StringComparison.Ordinal)
            from line in Sources.Lines(file).Select((text, index) => (text, number: index + 1))
            where line.text.Length > LineCharsMax
            select $"{file}:{line.number} has {line.text.Length} characters");

    [Fact]
    public void Class_in_several_files_is_not_longer_than_the_budget_of_one()
        => Assert.Empty(
            from file in Sources.CSharp
            from Match part in PartialClass().Matches(Sources.Read(file))
            group file by (Folder: Path.GetDirectoryName(file), Name: part.Groups["name"].Value) into parts
            let lines = parts.Distinct().Sum(file => Sources.Lines(file).Length)
            where lines > LinesMax
            select $"{parts.Key.Name}: {lines} lines in {parts.Distinct().Count()} files");

    [Fact]
    public void Median_file_is_short()
    {
        var lengths = Sources.CSharp.Select(file => Sources.Lines(file).Length).Order().ToList();

        Assert.True(lengths[lengths.Count / 2] < MedianLinesMax, $"The median file has {lengths[lengths.Count / 2]} lines.");
    }

    [Fact]
    public void No_file_carries_a_mark_for_later()
        => Assert.Empty(
            from file in Sources.CSharp
            from line in Sources.Lines(file)
            from mark in Marks
            where line.Contains(mark, StringComparison.Ordinal)
            select $"{file}: {line.Trim()}");

    [Fact]
    public void No_file_or_folder_has_a_name_that_says_nothing()
    {
        string[] empty = ["Helpers", "Utils", "Common", "Services", "Managers"];

        Assert.DoesNotContain(Sources.CSharp, file => file.Split('/', '.').Any(empty.Contains));
    }

    [GeneratedRegex(@"\bpartial class (?<name>\w+)")]
    private static partial Regex PartialClass();
}
