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
            services.AddEventLog(_ => new SqliteEventLog(database.DataSource));
        else
            services.AddEventLog(provider => new NpgsqlEventLog(database.DataSource, provider.GetRequiredService<TimeProvider>()));
    }

    private static void AddEventLog<TLog>(this IServiceCollection services, Func<IServiceProvider, TLog> create)
        where TLog : class, IEventLog, IEventLogTrim
        => services.AddSingleton(create)
            .AddSingleton<IEventLog>(provider => provider.GetRequiredService<TLog>())
            .AddSingleton<IEventLogTrim>(provider => provider.GetRequiredService<TLog>());
}
