using System.Text.RegularExpressions;
using PresenceCluster.AdminConsole.Language;
using PresenceCluster.Domain.Settings;

namespace PresenceCluster.AdminConsole.Policy;

/// <summary>
/// Translates the service's sentences about broken rules of the login policy into the words of the operator's page. An unknown sentence
/// stays in the service's words; a test makes sure that all are known.
/// </summary>
public static partial class RuleText
{
    public static Phrase Of(string error)
    {
        if (Shorter().Match(error) is { Success: true } shorter)
            return Fill(PolicyWords.RuleShorter, LabelOf(shorter.Groups[1]), LabelOf(shorter.Groups[2]));
        if (Within().Match(error) is { Success: true } within)
            return Fill(
                PolicyWords.RuleWithin, LabelOf(within.Groups[1]),
                Timing.Text(AppSettingsRules.Durations.Min), Timing.Text(AppSettingsRules.Durations.Max));
        if (Cap().Match(error) is { Success: true } cap)
            return Fill(PolicyWords.RuleCap, Phrase.Name(cap.Groups[1].Value), Phrase.Name(cap.Groups[2].Value));
        if (Ultimate().Match(error) is { Success: true } ultimate)
            return Fill(PolicyWords.RuleUltimate, Phrase.Name(ultimate.Groups[1].Value));
        return Phrase.Name(error);
    }

    private static Phrase LabelOf(Group field)
        => Timing.All.FirstOrDefault(timing => timing.Field == field.Value)?.Label ?? Phrase.Name(field.Value);

    private static Phrase Fill(Phrase sentence, params Phrase[] parts)
        => new(Fill(sentence, parts, TongueKind.English), Fill(sentence, parts, TongueKind.Japanese));

    private static string Fill(Phrase sentence, Phrase[] parts, TongueKind tongue)
        => sentence.In(tongue, [.. parts.Select(part => part.In(tongue))]);

    [GeneratedRegex(@"^timings\.(\w+) must be shorter than timings\.(\w+)\.$")]
    private static partial Regex Shorter();

    [GeneratedRegex(@"^timings\.(\w+) must be \S+ to \S+, but is ")]
    private static partial Regex Within();

    [GeneratedRegex(@"^instanceCaps: (\w+) must be 1 to (\d+), but is ")]
    private static partial Regex Cap();

    [GeneratedRegex(@"^instanceCaps: (\w+) may be above 1 only ")]
    private static partial Regex Ultimate();
}
