using PresenceCluster.Storage.Audit;

namespace PresenceCluster.Gateway.Rest.V1.Apps;

/// <summary>The audit log's description of a change of settings.</summary>
/// <param name="Action">The kind of change.</param>
/// <param name="Subject">The changed part of the settings, if it is a part.</param>
internal readonly record struct AuditedChange(AuditAction Action, string? Subject = null)
{
    public static implicit operator AuditedChange(AuditAction action) => new(action);
}
