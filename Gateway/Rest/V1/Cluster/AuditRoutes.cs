using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Storage.Audit;

namespace PresenceCluster.Gateway.Rest.V1.Cluster;

/// <summary>The audit log, newest first.</summary>
internal sealed class AuditRoutes(IAuditLog log)
{
    private const int LimitDefault = 50;
    private const int LimitMax = 500;

    /// <summary>A page.</summary>
    public async Task<IResult> GetAsync(HttpContext context)
    {
        if (!QueryNumber.TryRead(context, "limit", LimitDefault, LimitMax, out var limit, out var problem)
            || !QueryNumber.TryReadBefore(context, "an entry's id", out var before, out problem))
        {
            return problem;
        }

        // One entry more than is shown tells whether there is a next page.
        var entries = await log.ReadAsync(before, limit + 1, context.RequestAborted);
        long? next = entries.Length > limit ? entries[limit - 1].Id : null;
        return TypedResults.Json(new AuditPageBody([.. entries.Take(limit).Select(AuditLineBody.From)], next), V1Json.Default.AuditPageBody);
    }
}
