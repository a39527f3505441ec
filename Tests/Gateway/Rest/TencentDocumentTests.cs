using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using PresenceCluster.Gateway.Auth;
using PresenceCluster.Gateway.Rest.Tencent;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>docs/tencent-compatibility.md names the calls, their rates and the error codes that the code has.</summary>
public sealed partial class TencentDocumentTests
{
    private static string Document { get; } = File.ReadAllText(Path.Combine(Repository.Root, "docs", "tencent-compatibility.md"));

    private static IEnumerable<int> Answered => typeof(TencentError).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(member => ((TencentError)member.GetValue(null)!).Code)
        .Concat(Enum.GetValues<CredentialFault>().Select(fault => TencentError.For(fault).Code))
        .Where(code => code != TencentError.None.Code)
        .Distinct()
        .Order();

    [Fact]
    public async Task Every_call_has_its_row_with_its_rate()
    {
        await using var host = await RestHost.StartAsync();
        IEnumerable<string> calls = host.TencentCommands
            .SelectMany(command => command.Paths.Select(path => $"{path} {command.CallsPerSecond}"))
            .Order();
        IEnumerable<string> rows = CallRow().Matches(Document).Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value}").Order();

        Assert.Equal(calls, rows);
    }

    [Fact]
    public void Codes_that_are_answered_are_those_of_the_page() => Assert.Equal(Answered, CodesOf("Codes that are answered"));

    [Fact]
    public void Code_that_the_page_calls_never_answered_is_not()
        => Assert.Empty(CodesOf("Codes that are never answered").Intersect(Answered));

    private static IEnumerable<int> CodesOf(string heading)
    {
        var start = Document.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"The page has no section '{heading}'.");
        var end = Document.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return CodeRow().Matches(Document[start..end]).Select(row => int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^\| `(/v4/[a-z_/]+)` \| (\d+) \|", RegexOptions.Multiline)]
    private static partial Regex CallRow();

    [GeneratedRegex(@"^\| (\d{5}) \|", RegexOptions.Multiline)]
    private static partial Regex CodeRow();
}
