using System.Text.RegularExpressions;
using Xunit;

namespace PresenceCluster.Tests.Architecture;

/// <summary>What log stores rely on: an event id means one message, and a property has one name.</summary>
public sealed partial class LogMessageTests
{
    private static readonly (string File, int Id, string Template)[] Messages =
    [
        .. from file in Sources.CSharp
           where !file.StartsWith("Tests/", StringComparison.Ordinal)
           from Match message in Declaration().Matches(Sources.Read(file))
           select (file, int.Parse(message.Groups["id"].Value, System.Globalization.CultureInfo.InvariantCulture), message.Groups["text"].Value),
    ];

    [Fact]
    public void Messages_are_found() => Assert.True(Messages.Length > 50, $"Only {Messages.Length} log messages were found.");

    [Fact]
    public void Event_id_means_one_message()
        => Assert.Empty(Messages.GroupBy(message => message.Id).Where(group => group.Count() > 1).Select(group => $"{group.Key}: {string.Join(", ", group)}"));

    [Fact]
    public void Property_of_a_message_begins_with_a_capital_letter()
        => Assert.Empty(
            from message in Messages
            from Match placeholder in Placeholder().Matches(message.Template)
            where !char.IsAsciiLetterUpper(placeholder.Groups["name"].Value[0])
            select $"{message.File}: {placeholder.Value}");

    [Fact]
    public void Property_is_spelt_in_one_way()
        => Assert.Empty(
            from message in Messages
            from Match placeholder in Placeholder().Matches(message.Template)
            group placeholder.Groups["name"].Value by placeholder.Groups["name"].Value.ToUpperInvariant() into spellings
            where spellings.Distinct().Count() > 1
            select string.Join(", ", spellings.Distinct()));

    [GeneratedRegex("""\[LoggerMessage\((?<id>\d+),[^"]*"(?<text>[^"]*)""")]
    private static partial Regex Declaration();

    [GeneratedRegex("""\{(?<name>\w+)""")]
    private static partial Regex Placeholder();
}
