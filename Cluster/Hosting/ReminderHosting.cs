using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PresenceCluster.Cluster.Hosting;

/// <summary>Wires the reminders into a process.</summary>
public static class ReminderHosting
{
    /// <summary>
    /// Has Orleans' reminder service wake users when they fall due. Every process takes its part of the ring, so gateways need it too. The
    /// host provides the <see cref="Storage.Users.IDueUsers"/>.
    /// </summary>
    public static ISiloBuilder AddUserReminders(this ISiloBuilder silo)
    {
        silo.AddReminders();
        silo.Services.TryAddSingleton<IReminderTable, UserReminderTable>();
        return silo;
    }
}
