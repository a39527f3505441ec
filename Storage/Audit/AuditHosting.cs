using Microsoft.Extensions.DependencyInjection;
using PresenceCluster.Storage.Settings;

namespace PresenceCluster.Storage.Audit;

/// <summary>Wires the audit log into a process.</summary>
public static class AuditHosting
{
    /// <summary>Adds <see cref="IAuditLog"/> over the process's database.</summary>
    public static void AddAuditLog(this IServiceCollection services)
    {
        services.AddSettings<AuditOptions>(AuditOptions.Section);
        services.AddSingleton<IAuditLog, AuditLog>();
    }
}
