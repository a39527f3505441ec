using System.Reflection;
using System.Text.RegularExpressions;
using PresenceCluster.AdminConsole.Language;
using Xunit;

namespace PresenceCluster.Tests.AdminConsole;

/// <summary>The console speaks every language it offers, everywhere.</summary>
public sealed partial class PhraseTests
{
    public static TheoryData<string> Tables() =>
        [.. typeof(Phrase).Assembly.GetTypes().Where(type => type.Name.EndsWith("Words", StringComparison.Ordinal)).Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Phrases_say_the_same_with_the_same_parts_in_every_language(string table)
    {
        foreach (var (name, phrase) in PhrasesOf(typeof(Phrase).Assembly.GetType(table)!))
        {
            Assert.False(string.IsNullOrWhiteSpace(phrase.English), $"{table}.{name} says nothing in English.");
            Assert.False(string.IsNullOrWhiteSpace(phrase.Japanese), $"{table}.{name} says nothing in Japanese.");
            Assert.True(Parts(phrase.English).SetEquals(Parts(phrase.Japanese)), $"{table}.{name} has other parts in Japanese.");
        }
    }

    [Fact]
    public void Phrases_are_translated_but_for_names()
    {
        string[] names = ["LayoutWords.Product", "EventWords.Url"];

        var same = from table in typeof(Phrase).Assembly.GetTypes()
                   where table.Name.EndsWith("Words", StringComparison.Ordinal)
                   from one in PhrasesOf(table)
                   where one.Phrase.English == one.Phrase.Japanese
                   select $"{table.Name}.{one.Name}";

        Assert.Equal(names.Order(), same.Order());
    }

    private static IEnumerable<(string Name, Phrase Phrase)> PhrasesOf(Type table)
        => table.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == typeof(Phrase))
            .Select(field => (field.Name, (Phrase)field.GetValue(null)!));

    private static HashSet<string> Parts(string text) => [.. Part().Matches(text).Select(match => match.Value)];

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Part();
}
