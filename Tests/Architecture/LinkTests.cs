using System.Text.RegularExpressions;
using Xunit;

namespace PresenceCluster.Tests.Architecture;

/// <summary>A link from a page of the documentation to a file of this repository leads to one that is there.</summary>
public sealed partial class LinkTests
{
    private const int LinksMin = 30;

    private static readonly (string Page, string Target)[] Links =
    [
        .. Sources.Pages.Append("README.md").Append("CHANGELOG.md")
            .SelectMany(page => LinkToFile().Matches(Sources.Read(page)).Select(link => (page, link.Groups[1].Value))),
    ];

    [Fact]
    public void Links_are_found() => Assert.True(Links.Length > LinksMin, $"Only {Links.Length} links below {Sources.Root}.");

    [Fact]
    public void Link_leads_to_a_file()
        => Assert.Empty(
            from link in Links
            where !File.Exists(Path.Combine(Sources.Root, Path.GetDirectoryName(link.Page)!, link.Target))
            select $"{link.Page} links to {link.Target}");

    // Links to other sites, and to headings of the same page, are left out.
    [GeneratedRegex(@"\]\((?!https?:|#)([^)#\s]+)")]
    private static partial Regex LinkToFile();
}
