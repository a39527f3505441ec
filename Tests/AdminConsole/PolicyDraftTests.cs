using PresenceCluster.AdminConsole.Api;
using PresenceCluster.AdminConsole.Language;
using PresenceCluster.AdminConsole.Parts;
using PresenceCluster.AdminConsole.Policy;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using Xunit;

namespace PresenceCluster.Tests.AdminConsole;

/// <summary>An operator's edits, another operator's save in between, and the merge of the two.</summary>
public sealed class PolicyDraftTests
{
    private static readonly AppSettings Read = new()
    {
        SecretKeys = ["****1234"],
        Edition = Edition.Ultimate,
        LoginPolicy = LoginPolicyKind.Dual,
    };

    [Fact]
    public void Fresh_draft_has_no_changes_and_an_edited_one_names_them()
    {
        var draft = PolicyDraft.From(new Versioned<AppSettings>(Read, "\"1\""));

        Assert.False(draft.IsChanged);
        var change = Assert.Single(draft.With(Platform.Web, 3).Changes);
        Assert.Equal((PolicyWords.Cap, "Web", "1", "3"), (change.Label, change.Detail, change.Before.English, change.After.English));
        Assert.Equal("Devices Web", change.Title(TongueKind.English));
    }

    [Fact]
    public void Draft_that_breaks_a_rule_says_which_and_masked_keys_break_none()
    {
        var draft = PolicyDraft.From(new Versioned<AppSettings>(Read, "\"1\""));

        Assert.Empty(draft.Errors);
        Assert.Contains("webHeartbeatInterval", Assert.Single(draft.With(Read.Timings with { WebHeartbeatInterval = TimeSpan.FromSeconds(90) }).Errors));
        Assert.NotEmpty(draft.With(Platform.Android, 4).Errors);
    }

    [Fact]
    public void Broken_rules_are_said_in_the_operators_language_with_the_names_on_the_page()
    {
        var late = TimeSpan.FromDays(400);
        var broken = Read with
        {
            Edition = Edition.Standard,
            InstanceCaps = Read.InstanceCaps.With(Platform.Mac, 2).With(Platform.Web, 99),
            Timings = Timing.All.Aggregate(Read.Timings, (timings, one) => one.Write(timings, late)),
        };
        var errors = PolicyDraft.From(new Versioned<AppSettings>(broken, "\"1\"")).Errors;

        var texts = errors.Select(RuleText.Of).ToList();

        Assert.Equal(Timing.All.Length + 4, texts.Count);
        Assert.DoesNotContain(texts, text => text.English == text.Japanese);
        Assert.DoesNotContain(texts, text => text.Japanese.Contains("eartbeat", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.English == "“Heartbeat, Web” must be shorter than “Time-out, Web”.");
        Assert.Contains(texts, text => text.Japanese == "「プッシュ待受の保持期間」は 1 秒～365 日 にしてください。");
    }

    [Fact]
    public void Of_a_list_only_what_came_and_went_is_named()
    {
        var before = Read with { Administrators = ["admin", "old"] };

        var change = Assert.Single(SettingsDifference.Between(before, before with { Administrators = ["admin", "new"] }));
        var reordered = Assert.Single(SettingsDifference.Between(before, before with { Administrators = ["old", "admin"] }));

        Assert.Equal(("old", "new"), (change.Before.English, change.After.English));
        Assert.Equal(("admin, old", "old, admin"), (reordered.Before.English, reordered.After.English));
    }

    [Fact]
    public void Client_status_is_named_when_it_is_switched_and_no_return_to_a_policy_switches_it_back()
    {
        var on = Read with { ClientStatus = true };

        var change = Assert.Single(SettingsDifference.Between(Read, on));

        Assert.Equal((PolicyWords.ClientStatus, PartWords.Off, PartWords.On), (change.Label, change.Before, change.After));
        Assert.True(PolicyDraft.From(new Versioned<AppSettings>(on, "\"2\"")).ReturnedTo(Read).Wanted.ClientStatus);
    }

    [Fact]
    public void My_policy_on_top_of_theirs_keeps_what_this_page_does_not_edit()
    {
        var mine = PolicyDraft.From(new Versioned<AppSettings>(Read, "\"1\"")).With(LoginPolicyKind.Single);
        var theirs = new Versioned<AppSettings>(Read with { Name = "Renamed", LoginPolicy = LoginPolicyKind.Multi }, "\"2\"");

        var both = mine.RebasedOn(theirs);

        Assert.Equal(("\"2\"", "Renamed", LoginPolicyKind.Single), (both.ETag, both.Wanted.Name, both.Wanted.LoginPolicy));
        var difference = Assert.Single(both.Changes);
        Assert.Equal((PolicyWords.Multi, PolicyWords.Single), (difference.Before, difference.After));
    }

    [Fact]
    public void What_only_they_changed_stays_theirs()
    {
        var mine = PolicyDraft.From(new Versioned<AppSettings>(Read, "\"1\""))
            .With(Platform.Linux, 2)
            .With(Read.Timings with { WebHeartbeatTimeout = TimeSpan.FromSeconds(90) });
        var theirs = Read with
        {
            LoginPolicy = LoginPolicyKind.Triple,
            InstanceCaps = Read.InstanceCaps.With(Platform.Web, 5).With(Platform.Linux, 3),
            Timings = Read.Timings with { NativeHeartbeatTimeout = TimeSpan.FromSeconds(300) },
        };

        var both = mine.RebasedOn(new Versioned<AppSettings>(theirs, "\"2\""));

        Assert.Equal(theirs.InstanceCaps.With(Platform.Linux, 2), both.Wanted.InstanceCaps);
        Assert.Equal(theirs.Timings with { WebHeartbeatTimeout = TimeSpan.FromSeconds(90) }, both.Wanted.Timings);
        Assert.Equal(["3 → 2", "60 s → 90 s"], both.Changes.Select(change => $"{change.Before.English} → {change.After.English}"));
        Assert.Equal("60 秒", both.Changes[^1].Before.Japanese);
    }

    [Fact]
    public void Earlier_version_brings_back_its_policy_and_no_keys()
    {
        var draft = PolicyDraft.From(new Versioned<AppSettings>(Read, "\"7\""));

        var back = draft.ReturnedTo(Read with { SecretKeys = [], LoginPolicy = LoginPolicyKind.Triple }).Wanted;

        Assert.Equal(LoginPolicyKind.Triple, back.LoginPolicy);
        Assert.Equal(Read.SecretKeys, back.SecretKeys);
    }

    [Fact]
    public void Blocks_of_a_policy_join_what_excludes_each_other()
    {
        Assert.Equal([8], ExclusionBlock.Of(LoginPolicyKind.Single).Select(block => block.Platforms.Length));
        Assert.Equal([7, 1], ExclusionBlock.Of(LoginPolicyKind.Dual).Select(block => block.Platforms.Length));
        Assert.Equal([4, 3, 1], ExclusionBlock.Of(LoginPolicyKind.Triple).Select(block => block.Platforms.Length));
        Assert.Equal(8, ExclusionBlock.Of(LoginPolicyKind.Multi).Length);
    }
}
