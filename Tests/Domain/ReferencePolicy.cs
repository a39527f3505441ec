using PresenceCluster.Domain;

namespace PresenceCluster.Tests.Domain;

/// <summary>
/// The login policies a second time, naively, from the words of the seed ("simultaneous online") and of contract §6, in strings and lists.
/// The matrix of <see cref="LoginPolicy"/> is compared with it.
/// </summary>
internal static class ReferencePolicy
{
    // "Only one kind of platform out of ... can be online": one line for each such sentence.
    private static readonly Dictionary<string, string[]> OneKindOutOf = new()
    {
        ["Single"] = ["Android iPhone iPad HarmonyOS Windows Mac Linux Web"],
        ["Dual"] = ["Android iPhone iPad HarmonyOS Windows Mac Linux"],
        ["Triple"] = ["Android iPhone iPad HarmonyOS", "Windows Mac Linux"],
        ["Multi"] = [],
    };

    /// <summary>A mini program counts as a Web instance.</summary>
    public static string Kind(string platform) => platform == "MiniProgram" ? "Web" : platform;

    public static bool Exclude(LoginPolicyKind policy, string one, string other)
        => Kind(one) != Kind(other)
            && OneKindOutOf[policy.ToString()].Any(row => row.Split(' ').Contains(Kind(one)) && row.Split(' ').Contains(Kind(other)));

    /// <summary>The newest login always succeeds. Devices that it excludes go, then the oldest of its kind until the cap holds.</summary>
    public static List<T> Login<T>(List<T> online, T newcomer, Func<T, string> platform, LoginPolicyKind policy, Func<string, int> cap)
    {
        var after = online.Where(device => !Exclude(policy, platform(device), platform(newcomer))).Append(newcomer).ToList();
        var kind = Kind(platform(newcomer));
        while (after.Count(device => Kind(platform(device)) == kind) > cap(kind))
            after.Remove(after.First(device => Kind(platform(device)) == kind));
        return after;
    }
}
