using System.Text.RegularExpressions;
using Xunit;

namespace PresenceCluster.Tests.Architecture;

/// <summary>
/// <c>docs/contract.md</c> holds the texts that the service implements. Comments and pages cite its sections by number. Each number must be
/// a heading there, or an item of its section 0.
/// </summary>
public sealed partial class ContractCitationTests
{
    private const string Page = "docs/contract.md";
    private const int CitationsMin = 50;
    private const int SectionsMax = 9;
    private const int ItemsMax = 10;

    private static readonly IReadOnlyList<string> Files = [.. Sources.CSharp, .. Sources.Razor, .. Sources.Pages, "README.md"];
    private static readonly IReadOnlyList<(string File, string Section)> Citations = [.. Files.SelectMany(CitationsOf)];

    [Fact]
    public void Citations_are_found()
    {
        var found = Citations.Count(citation => citation.File != Page);

        Assert.True(found > CitationsMin, $"Only {found} citations of the contract below {Sources.Root}.");
    }

    [Fact]
    public void Section_that_is_cited_exists()
    {
        var sections = SectionsOfPage();

        Assert.Empty(
            from citation in Citations
            where !sections.Contains(citation.Section)
            select $"{citation.File} cites section {citation.Section} of the contract, which {Page} does not have.");
    }

    [Fact]
    public void Page_has_the_seed_and_every_section()
    {
        var sections = SectionsOfPage();
        var expected = Enumerable.Range(0, SectionsMax + 1).Select(section => $"{section}")
            .Concat(Enumerable.Range(1, ItemsMax).Select(item => $"0.{item}"));

        Assert.Equal(expected, sections);
        Assert.Contains("\n## Seed\n", Sources.Read(Page), StringComparison.Ordinal);
    }

    [Fact]
    public void Section_sign_follows_the_name_of_its_text()
        => Assert.Empty(
            from file in Files
            where file != Page
            from stray in StraySection().Matches(Sources.Read(file))
            select $"{file}: {stray.Value} must follow the word contract, or RFC and its number.");

    // The page itself refers to its own sections by the bare sign.
    private static IEnumerable<(string File, string Section)> CitationsOf(string file)
    {
        var text = Sources.Read(file);
        var numbers = file == Page
            ? SectionNumber().Matches(text)
            : Citation().Matches(text).SelectMany(list => SectionNumber().Matches(list.Value));
        return numbers.Select(number => (File: file, Section: number.Groups[1].Value));
    }

    // Its headings, and behind them the items of section 0.
    private static List<string> SectionsOfPage()
    {
        var text = Sources.Read(Page);
        var start = text.IndexOf("\n## 0. ", StringComparison.Ordinal);
        var end = text.IndexOf("\n## 1. ", StringComparison.Ordinal);
        Assert.True(start >= 0 && end > start, $"{Page} has no section 0 in front of a section 1.");

        return
        [
            .. Heading().Matches(text).Select(heading => heading.Groups[1].Value),
            .. ListItem().Matches(text[start..end]).Select(item => $"0.{item.Groups[1].Value}"),
        ];
    }

    // A citation may be broken over two lines of comment, and may name several sections: "contract §3, §6", "contract §0.3, §1".
    [GeneratedRegex(@"[Cc]ontract[\s/]+§\d+(?:\.\d+)?(?:(?:,| and)[\s/]+§\d+(?:\.\d+)?)*")]
    private static partial Regex Citation();

    [GeneratedRegex(@"§(\d+(?:\.\d+)?)")]
    private static partial Regex SectionNumber();

    [GeneratedRegex(@"(?<!(?:[Cc]ontract|RFC \d+)[\s/]+(?:§[\d.]+(?:,| and)[\s/]+)*)§\d+(?:\.\d+)*")]
    private static partial Regex StraySection();

    [GeneratedRegex(@"^## (\d+)\. ", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^(\d+)\. ", RegexOptions.Multiline)]
    private static partial Regex ListItem();
}
