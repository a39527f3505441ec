using Microsoft.AspNetCore.WebUtilities;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>A parameter of a call's URL. Its name is case-sensitive (contract §4); in the framework's collection it is not.</summary>
internal static class UrlParameter
{
    /// <summary>The value of the first parameter with a name; null without one.</summary>
    public static string? Find(QueryString query, string name)
    {
        foreach (var parameter in new QueryStringEnumerable(query.Value))
        {
            if (parameter.DecodeName().Span.Equals(name, StringComparison.Ordinal))
                return parameter.DecodeValue().ToString();
        }

        return null;
    }
}
