using PresenceCluster.Tests.Domain;

namespace PresenceCluster.Tests.Faults.Model;

/// <summary>An answer of either query API in one line, such as <c>Online [PC Online, Web Online]</c>.</summary>
internal static class Answer
{
    public const string UnknownUser = "no such account";

    /// <summary>The line for devices with their platform and whether they are Online; else they are PushOnline.</summary>
    public static string Of(bool exists, IEnumerable<(string Platform, bool IsOnline)> devices)
    {
        if (!exists)
            return UnknownUser;
        var platforms = devices
            .GroupBy(device => ReferencePolicy.Kind(device.Platform), device => device.IsOnline, StringComparer.Ordinal)
            .Select(group => (group.Key, IsOnline: group.Any(isOnline => isOnline)))
            .ToList();
        var status = platforms.Count == 0 ? "Offline" : platforms.Any(platform => platform.IsOnline) ? "Online" : "PushOnline";
        var details = platforms.Select(platform => $"{(platform.Key == "Windows" ? "PC" : platform.Key)} {(platform.IsOnline ? "Online" : "PushOnline")}");
        return $"{status} [{string.Join(", ", details.Order(StringComparer.Ordinal))}]";
    }
}
