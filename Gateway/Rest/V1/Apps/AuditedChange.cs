using PresenceCluster.Storage.Audit;

namespace PresenceCluster.Gateway.Rest.V1.Apps;

/// <summary>What the audit log says of a change of settings.</summary>
/// <param name="Action">What was done.</param>
/// <param name="Subject">To what, where it is a part of the settings.</param>
internal readonly record struct AuditedChange(AuditAction Action, string? Subject = null)
{
    public static implicit operator AuditedChange(AuditAction action) => new(action);
}
