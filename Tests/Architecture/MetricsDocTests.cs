using System.Text.RegularExpressions;
using Xunit;

namespace PresenceCluster.Tests.Architecture;

/// <summary>
/// A metric that a document names is made in the sources, and <c>docs/operations.md</c> names every instrument and every meter that the
/// sources make.
/// </summary>
public sealed partial class MetricsDocTests
{
    // Programs that no operator runs.
    private static readonly string[] Tools = ["Benchmarks/", "Client.Sample/", "Tests/"];

    private static readonly string[] Production =
    [
        .. Sources.CSharp
            .Where(file => !Tools.Any(tool => file.StartsWith(tool, StringComparison.Ordinal)))
            .Select(Sources.Read),
    ];

    /// <summary>Every name that begins like a metric's. Some are names of the wire protocol and of webhooks; those are literals too.</summary>
    public static TheoryData<string> NamesInDocuments()
    {
        var names = Sources.Pages.SelectMany(page => NameInText().Matches(Sources.Read(page))).Select(match => match.Groups[1].Value);
        return [.. names.Distinct()];
    }

    [Theory]
    [MemberData(nameof(NamesInDocuments))]
    public void Name_in_a_document_is_a_literal_in_the_sources(string name)
    {
        var literal = $"\"{name}\"";

        Assert.Contains(Production, source => source.Contains(literal, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_instrument_is_named_in_operations()
    {
        var instruments = Production.SelectMany(source => Instrument().Matches(source)).ToList();

        Assert.NotEmpty(instruments);
        Assert.All(instruments, made =>
        {
            Assert.True(made.Groups[1].Success, $"{made.Value} must be followed by the instrument's name as a literal.");
            AssertOperationsName(made.Groups[1].Value);
        });
    }

    [Fact]
    public void Every_meter_is_named_in_operations()
    {
        var meters = Production.SelectMany(source => Meter().Matches(source)).ToList();

        Assert.NotEmpty(meters);
        Assert.All(meters, made => AssertOperationsName(made.Groups[1].Value));
    }

    private static void AssertOperationsName(string name)
        => Assert.Contains($"`{name}`", Sources.Read("docs/operations.md"), StringComparison.Ordinal);

    [GeneratedRegex(@"`(presence\.[a-z0-9_.]+)`")]
    private static partial Regex NameInText();

    [GeneratedRegex("""\.Create(?:Counter|UpDownCounter|Histogram|Gauge|Observable[A-Za-z]+)(?:<\w+>)?\(\s*(?:"([^"]+)")?""")]
    private static partial Regex Instrument();

    [GeneratedRegex("""\bMeterName = "([^"]+)";""")]
    private static partial Regex Meter();
}
