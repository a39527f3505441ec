using System.Collections.Immutable;

namespace PresenceCluster.Domain;

/// <summary>
/// The login policy matrix: which sessions a new login pushes out. The newest login always wins; it is never refused by policy
/// (seed, "multi-device login"; contract §6).
/// </summary>
/// <param name="Kind">Which of the four policies.</param>
/// <param name="Caps">How many devices each platform may have.</param>
public sealed record LoginPolicy(LoginPolicyKind Kind, InstanceCaps Caps)
{
    // The seed's matrix: platforms with the same letter exclude each other, platforms with different letters are online together.
    // A mini program stands in no column because it counts as Web.
    //                                 Android iPhone iPad HarmonyOS Windows Mac Linux Web
    private const string SingleGroups = "a     a      a    a         a       a   a     a";
    private const string DualGroups = "  a     a      a    a         a       a   a     w";
    private const string TripleGroups = "m     m      m    m         d       d   d     w";
    private const string MultiGroups = " 1     2      3    4         5       6   7     8";

    private static readonly ImmutableArray<string> GroupsByPolicy =
        [.. new[] { SingleGroups, DualGroups, TripleGroups, MultiGroups }.Select(row => row.Replace(" ", "", StringComparison.Ordinal))];

    /// <summary>The exclusion group of a platform under a policy. Of the platforms that share a letter, one is online at a time.</summary>
    public static char ExclusionGroup(LoginPolicyKind kind, Platform platform)
        => GroupsByPolicy[(int)kind - 1][(int)platform.CountedAs() - 1];

    /// <summary>The platforms whose sessions all go when a platform logs in: the others of its exclusion group.</summary>
    public PlatformSet ExcludedBy(Platform newcomer)
    {
        var group = ExclusionGroup(Kind, newcomer);
        var excluded = default(PlatformSet);
        foreach (var platform in Platforms.All)
        {
            if (platform.CountedAs() != newcomer.CountedAs() && ExclusionGroup(Kind, platform) == group)
                excluded = excluded.With(PlatformSet.Of(platform));
        }

        return excluded;
    }

    /// <summary>
    /// The sessions that a login pushes out, oldest login first: every session of another platform in the same exclusion group,
    /// then the oldest logins of the same platform over its cap. PushOnline sessions count: they are logged in.
    /// </summary>
    /// <param name="others">The user's sessions without the one logging in, oldest login first.</param>
    /// <param name="newcomer">The platform that logs in; it is counted as one instance of its cap.</param>
    public ImmutableArray<Session> PushedOutBy(ImmutableArray<Session> others, Platform newcomer)
    {
        var group = ExclusionGroup(Kind, newcomer);
        var sameCount = 0;
        foreach (var other in others)
        {
            if (other.Platform.CountedAs() == newcomer.CountedAs())
                sameCount++;
        }

        var overCap = sameCount + 1 - Caps.For(newcomer);
        var pushedOut = ImmutableArray.CreateBuilder<Session>();
        foreach (var other in others)
        {
            var isSamePlatform = other.Platform.CountedAs() == newcomer.CountedAs();
            var isExcluded = !isSamePlatform && ExclusionGroup(Kind, other.Platform) == group;
            if (isExcluded || (isSamePlatform && overCap-- > 0))
                pushedOut.Add(other);
        }

        return pushedOut.DrainToImmutable();
    }
}
