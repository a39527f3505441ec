using PresenceCluster.AdminConsole.Api;
using PresenceCluster.AdminConsole.Policy;
using PresenceCluster.Domain;
using Xunit;

namespace PresenceCluster.Tests.AdminConsole;

/// <summary>What an operator edits, what somebody else saved meanwhile, and what comes of the two.</summary>
public sealed class PolicyDraftTests
{
    private static readonly AppSettings Read = new() { SecretKeys = ["****1234"], Edition = Edition.Ultimate };

    [Fact]
    public void Fresh_draft_has_no_changes_and_an_edited_one_names_them()
    {
        var draft = PolicyDraft.From(new Versioned<AppSettings>(Read, "\"1\""));

        Assert.False(draft.IsChanged);
        var change = Assert.Single(draft.With(Platform.Web, 3).Changes);
        Assert.Equal((PolicyWords.Cap, "Web", "1", "3"), (change.Label, change.Detail, change.Before, change.After));
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
    public void My_policy_on_top_of_theirs_keeps_what_this_page_does_not_edit()
    {
        var mine = PolicyDraft.From(new Versioned<AppSettings>(Read, "\"1\"")).With(LoginPolicyKind.Single);
        var theirs = new Versioned<AppSettings>(Read with { Name = "Renamed", LoginPolicy = LoginPolicyKind.Multi }, "\"2\"");

        var both = mine.RebasedOn(theirs);

        Assert.Equal(("\"2\"", "Renamed", LoginPolicyKind.Single), (both.ETag, both.Wanted.Name, both.Wanted.LoginPolicy));
        var difference = Assert.Single(both.Changes);
        Assert.Equal(("Multi", "Single"), (difference.Before, difference.After));
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
