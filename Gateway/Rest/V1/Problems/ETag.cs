using System.Globalization;

namespace PresenceCluster.Gateway.Rest.V1.Problems;

/// <summary>The ETag of an app's settings: their version in quotation marks.</summary>
internal static class ETag
{
    /// <summary>Matches every version.</summary>
    public const string Any = "*";

    /// <summary>The ETag of a version.</summary>
    public static string Of(long version) => $"\"{version}\"";

    /// <summary>Reads <c>If-Match</c>: one strong ETag, or <c>*</c> for any version.</summary>
    /// <param name="header">The header.</param>
    /// <param name="current">The present version.</param>
    /// <returns>Whether a change may be made.</returns>
    public static bool Matches(string header, long current)
        => header.Trim() is var tag && (tag == Any || (tag.Length > 2 && tag[0] == '"' && tag[^1] == '"'
            && long.TryParse(tag.AsSpan(1, tag.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version == current));
}
