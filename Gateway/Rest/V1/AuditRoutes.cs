using System.Globalization;
using PresenceCluster.Cluster.Audit;

namespace PresenceCluster.Gateway.Rest.V1;

/// <summary>The audit log, newest first.</summary>
internal sealed class AuditRoutes(IAuditLog log)
{
    private const int LimitDefault = 50;
    private const int LimitMax = 500;

    /// <summary>A page.</summary>
    public async Task<IResult> GetAsync(HttpContext context)
    {
        if (!QueryNumber.TryRead(context, "limit", LimitDefault, LimitMax, out var limit, out var problem))
            return problem;
        var before = long.MaxValue;
        if (context.Request.Query.TryGetValue("before", out var given)
            && !(given is [{ } text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out before) && before > 0))
        {
            return ProblemKind.BadParameter.With("before must be an entry's id.");
        }

        // One more than is shown tells whether there is a page behind this one.
        var entries = await log.ReadAsync(before, limit + 1, context.RequestAborted);
        long? next = entries.Length > limit ? entries[limit - 1].Id : null;
        return TypedResults.Json(new AuditPageBody([.. entries.Take(limit).Select(AuditLineBody.From)], next), V1Json.Default.AuditPageBody);
    }
}
