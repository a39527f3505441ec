using System.Text.RegularExpressions;
using Xunit;

namespace PresenceCluster.Tests.Architecture;

/// <summary>No statement works on more rows of a table that grows with the users or their events than it says.</summary>
public sealed partial class StatementTests
{
    /// <summary>Statements without LIMIT, and why they are bounded all the same.</summary>
    private static readonly Dictionary<string, string> Bounded = new()
    {
        ["DeadLetters.Count"] = "counts along the index of one endpoint, when an operator looks at it",
        ["DeadLetters.ParkAgain"] = "one row by its key",
        ["DeadLetters.Delete"] = "one row by its key",
        ["EndpointRemains.DeleteEvents"] = "what came since the last page was deleted",
        ["ParkedEvents.SelectParked"] = "users of one page, named one by one",
        ["ParkedEvents.Delete"] = "one row by its key",
        ["ParkedEvents.Postpone"] = "one row by its key",
        ["ParkedEvents.GiveUp"] = "one row by its key",
        ["NpgsqlUserStateStore.Select"] = "the rows of one batch, by their keys",
        ["NpgsqlUserStateStore.Log"] = "the events of one batch",
        ["NpgsqlUserStateStore.Tally"] = "the changes of one batch",
        ["NpgsqlUserStateStore.Update"] = "the rows of one batch, by their keys",
        ["NpgsqlUserStateStore.Delete"] = "the rows of one batch, by their keys",
        ["SqliteUserStateStore.Update"] = "one row by its key",
        ["SqliteUserStateStore.Delete"] = "one row by its key",
        ["SqliteUserStateStore.Select"] = "one row by its key",
        ["OnlineUsers.SelectBuckets"] = "the Online users of some of the buckets, row by row into memory that is kept for them",
        ["DueUsers.SelectRange"] = "what falls due soon in one range of the ring; Orleans forgets a reminder that a read leaves out",
        ["DueUsers.SelectRest"] = "the same for the range that goes round the end of the ring",
        ["DueUsers.SelectUser"] = "one row by its key",
        ["UserRecount.SelectUsers"] = "read row by row in the background, once a day",
    };

    private static readonly Dictionary<string, string> Statements = (
        from file in Sources.CSharp
        where file.StartsWith("Storage/", StringComparison.Ordinal)
        from Match constant in Constant().Matches(Sources.Read(file))
        let text = constant.Groups["text"].Value
        where GrowingTable().IsMatch(text)
        select (Name: $"{Path.GetFileNameWithoutExtension(file)}.{constant.Groups["name"].Value}", text)).ToDictionary(one => one.Name, one => one.text);

    [Fact]
    public void Statements_are_found() => Assert.True(Statements.Count > 20, $"Only {Statements.Count} statements were found.");

    [Fact]
    public void Statement_over_a_table_that_grows_has_a_limit_or_a_reason()
        => Assert.Empty(Statements
            .Where(one => !one.Value.Contains("LIMIT", StringComparison.Ordinal) && !Bounded.ContainsKey(one.Key))
            .Select(one => one.Key));

    [Fact]
    public void Reason_belongs_to_a_statement_that_is_there() => Assert.Empty(Bounded.Keys.Except(Statements.Keys));

    // A constant or a static text, raw or not.
    [GeneratedRegex(""""(const|static readonly) string (?<name>\w+)\s*=\s*(?<text>\$*"""[\s\S]*?"""|[^;]*);"""")]
    private static partial Regex Constant();

    [GeneratedRegex(@"\b(FROM|JOIN|UPDATE)\s+presence_(user|event|parked_event|audit)\b")]
    private static partial Regex GrowingTable();
}
