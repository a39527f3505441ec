using Microsoft.Extensions.DependencyInjection;
using PresenceCluster.Storage.Database;

namespace PresenceCluster.Storage.Events;

/// <summary>Wires the log of events into a process.</summary>
public static class EventLogHosting
{
    /// <summary>Adds <see cref="IEventLog"/> and <see cref="IEventLogTrim"/> over the database, which the caller keeps open.</summary>
    public static void AddEventLog(this IServiceCollection services, ClusterDatabase database)
    {
        if (database.Mode == StorageMode.Embedded)
            services.AddEventLog(new SqliteEventLog(database.DataSource));
        else
            services.AddEventLog(new NpgsqlEventLog(database.DataSource));
    }

    private static void AddEventLog<TLog>(this IServiceCollection services, TLog log)
        where TLog : IEventLog, IEventLogTrim
        => services.AddSingleton<IEventLog>(log).AddSingleton<IEventLogTrim>(log);
}
