using Microsoft.Extensions.DependencyInjection;

namespace PresenceCluster.Storage.Audit;

/// <summary>Wires the audit log into a process.</summary>
public static class AuditHosting
{
    /// <summary>Adds <see cref="IAuditLog"/> over the process's database.</summary>
    public static void AddAuditLog(this IServiceCollection services)
    {
        services.AddOptions<AuditOptions>().BindConfiguration(AuditOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IAuditLog, AuditLog>();
    }
}
