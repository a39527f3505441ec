using System.Collections.Immutable;
using PresenceCluster.AdminConsole.Api;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;

namespace PresenceCluster.AdminConsole.Policy;

/// <summary>The login policy while it is edited: the settings that were read, with their version, and the wanted settings.</summary>
public sealed record PolicyDraft(AppSettings Saved, string ETag, AppSettings Wanted)
{
    public static PolicyDraft From(Versioned<AppSettings> read) => new(read.Body, read.ETag, read.Body);

    public ImmutableArray<SettingsDifference> Changes => SettingsDifference.Between(Saved, Wanted);

    public bool IsChanged => !Changes.IsEmpty;

    /// <summary>
    /// The broken rules in the service's words (<see cref="RuleText"/> has the operator's). Keys are masked here and are not checked.
    /// </summary>
    public ImmutableArray<string> Errors
        => [.. AppSettingsRules.Check(Wanted).Where(
            error => error.StartsWith("timings", StringComparison.Ordinal) || error.StartsWith("instanceCaps", StringComparison.Ordinal))];

    public PolicyDraft With(LoginPolicyKind kind) => this with { Wanted = Wanted with { LoginPolicy = kind } };

    public PolicyDraft With(Platform platform, int cap) => this with { Wanted = Wanted with { InstanceCaps = Wanted.InstanceCaps.With(platform, cap) } };

    public PolicyDraft With(AppTimings timings) => this with { Wanted = Wanted with { Timings = timings } };

    /// <summary>
    /// This operator's changes on top of what another operator saved meanwhile. Unchanged members keep the other's values.
    /// </summary>
    public PolicyDraft RebasedOn(Versioned<AppSettings> theirs) => new(theirs.Body, theirs.ETag, theirs.Body with
    {
        LoginPolicy = Merge(Saved.LoginPolicy, Wanted.LoginPolicy, theirs.Body.LoginPolicy),
        InstanceCaps = Platforms.Capped.Aggregate(theirs.Body.InstanceCaps, (caps, platform) => caps.With(
            platform, Merge(Saved.InstanceCaps.For(platform), Wanted.InstanceCaps.For(platform), caps.For(platform)))),
        Timings = Timing.All.Aggregate(theirs.Body.Timings, (timings, one) => one.Write(
            timings, Merge(one.Read(Saved.Timings), one.Read(Wanted.Timings), one.Read(timings)))),
        MacKeepsPushOnline = Merge(Saved.MacKeepsPushOnline, Wanted.MacKeepsPushOnline, theirs.Body.MacKeepsPushOnline),
    });

    /// <summary>An earlier version's policy on top of the present settings.</summary>
    public PolicyDraft ReturnedTo(AppSettings earlier) => this with { Wanted = Carry(earlier, Saved) };

    private static T Merge<T>(T read, T mine, T theirs) => EqualityComparer<T>.Default.Equals(read, mine) ? theirs : mine;

    // Only the members that this page edits. Keys, endpoints and the rest stay as they are.
    private static AppSettings Carry(AppSettings from, AppSettings onto) => onto with
    {
        LoginPolicy = from.LoginPolicy,
        InstanceCaps = from.InstanceCaps,
        Timings = from.Timings,
        MacKeepsPushOnline = from.MacKeepsPushOnline,
    };
}
