using System.Collections.Immutable;
using PresenceCluster.AdminConsole.Api;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;

namespace PresenceCluster.AdminConsole.Policy;

/// <summary>The login policy as it is being edited: what was read, with the version it was read at, and what it is to become.</summary>
public sealed record PolicyDraft(AppSettings Saved, string ETag, AppSettings Wanted)
{
    public static PolicyDraft From(Versioned<AppSettings> read) => new(read.Body, read.ETag, read.Body);

    public ImmutableArray<SettingsDifference> Changes => SettingsDifference.Between(Saved, Wanted);

    public bool IsChanged => !Changes.IsEmpty;

    /// <summary>What breaks a rule, in the service's words (<see cref="RuleText"/> has the operator's); keys are masked here and are not judged.</summary>
    public ImmutableArray<string> Errors
        => [.. AppSettingsRules.Check(Wanted).Where(error => error.StartsWith("timings", StringComparison.Ordinal) || error.StartsWith("instanceCaps", StringComparison.Ordinal))];

    public PolicyDraft With(LoginPolicyKind kind) => this with { Wanted = Wanted with { LoginPolicy = kind } };

    public PolicyDraft With(Platform platform, int cap) => this with { Wanted = Wanted with { InstanceCaps = Wanted.InstanceCaps.With(platform, cap) } };

    public PolicyDraft With(AppTimings timings) => this with { Wanted = Wanted with { Timings = timings } };

    /// <summary>My changes on top of what somebody else saved meanwhile; what I did not touch stays theirs.</summary>
    public PolicyDraft RebasedOn(Versioned<AppSettings> theirs) => new(theirs.Body, theirs.ETag, theirs.Body with
    {
        LoginPolicy = Merge(Saved.LoginPolicy, Wanted.LoginPolicy, theirs.Body.LoginPolicy),
        InstanceCaps = Platforms.Capped.Aggregate(theirs.Body.InstanceCaps, (caps, platform) => caps.With(
            platform, Merge(Saved.InstanceCaps.For(platform), Wanted.InstanceCaps.For(platform), caps.For(platform)))),
        Timings = Timing.All.Aggregate(theirs.Body.Timings, (timings, one) => one.Write(
            timings, Merge(one.Read(Saved.Timings), one.Read(Wanted.Timings), one.Read(timings)))),
        MacKeepsPushOnline = Merge(Saved.MacKeepsPushOnline, Wanted.MacKeepsPushOnline, theirs.Body.MacKeepsPushOnline),
    });

    /// <summary>An earlier version's policy on top of what is there now.</summary>
    public PolicyDraft ReturnedTo(AppSettings earlier) => this with { Wanted = Carry(earlier, Saved) };

    private static T Merge<T>(T read, T mine, T theirs) => EqualityComparer<T>.Default.Equals(read, mine) ? theirs : mine;

    // Only what this page edits: keys, endpoints and the rest stay as they are.
    private static AppSettings Carry(AppSettings from, AppSettings onto) => onto with
    {
        LoginPolicy = from.LoginPolicy,
        InstanceCaps = from.InstanceCaps,
        Timings = from.Timings,
        MacKeepsPushOnline = from.MacKeepsPushOnline,
    };
}
