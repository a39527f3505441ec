using Microsoft.AspNetCore.Http.Features;
using PresenceCluster.Domain;

namespace PresenceCluster.Gateway.Rest.V1.Problems;

/// <summary>
/// Reads the user id from a path. The server decodes every character of a path except an encoded slash, so an id with a slash is read from
/// the raw request line.
/// </summary>
internal static class PathUserId
{
    private const string EncodedSlash = "%2F";
    private const string UsersSegment = "/users/";

    // Two dots, each of them encoded.
    private const int DotSegmentCharsMax = 6;

    /// <summary>Reads the id.</summary>
    /// <returns>False when it cannot be a user id.</returns>
    public static bool TryRead(HttpContext context, string routeValue, out string userId)
    {
        userId = routeValue;
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (routeValue.Contains(EncodedSlash, StringComparison.OrdinalIgnoreCase) && target.Contains(EncodedSlash, StringComparison.OrdinalIgnoreCase))
        {
            var start = target.IndexOf(UsersSegment, StringComparison.OrdinalIgnoreCase);
            if (start < 0)
                return false;
            var segment = target.AsSpan(start + UsersSegment.Length);
            var end = segment.IndexOfAny('/', '?');
            userId = Uri.UnescapeDataString(end < 0 ? segment : segment[..end]);
        }

        return UserKey.IsValidUserId(userId);
    }

    /// <summary>
    /// Whether a segment of the path is <c>.</c> or <c>..</c>. The server resolves such segments before the routing, so the route may be
    /// that of another resource than the caller means.
    /// </summary>
    public static bool HasDotSegment(HttpContext context)
    {
        var target = (context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "").AsSpan();
        var query = target.IndexOf('?');
        var path = query < 0 ? target : target[..query];
        foreach (var range in path.Split('/'))
        {
            var segment = path[range];
            if (segment.Length is > 0 and <= DotSegmentCharsMax && Uri.UnescapeDataString(segment) is "." or "..")
                return true;
        }

        return false;
    }
}
