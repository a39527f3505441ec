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

    /// <summary>Reads the id.</summary>
    /// <returns>False when it cannot be a user id.</returns>
    public static bool TryRead(HttpContext context, string routeValue, out string userId)
    {
        userId = routeValue;
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (routeValue.Contains(EncodedSlash, StringComparison.OrdinalIgnoreCase) && target.Contains(EncodedSlash, StringComparison.OrdinalIgnoreCase))
        {
            var start = target.IndexOf(UsersSegment, StringComparison.OrdinalIgnoreCase);
            // The server rewrites paths with dot segments, so their raw line differs from the route.
            if (start < 0 || target.Contains("/.", StringComparison.Ordinal))
                return false;
            var segment = target.AsSpan(start + UsersSegment.Length);
            var end = segment.IndexOfAny('/', '?');
            userId = Uri.UnescapeDataString(end < 0 ? segment : segment[..end]);
        }

        return UserKey.IsValidUserId(userId);
    }
}
