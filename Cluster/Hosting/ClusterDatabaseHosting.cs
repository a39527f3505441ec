using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;
using PresenceCluster.Storage.Audit;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Events;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Cluster.Hosting;

/// <summary>Puts Orleans' own tables into the cluster's database, and with them the settings of apps and the operators.</summary>
public static class ClusterDatabaseHosting
{
    /// <summary>The name of the grain storage for rarely written state: apps and their settings.</summary>
    public const string AdminStorageName = "admin";

    /// <summary>
    /// Puts clustering, reminders, the grain storage <see cref="AdminStorageName"/>, the event log, the user tallies and the audit log into
    /// the database. The caller keeps the database open.
    /// </summary>
    public static ISiloBuilder UseClusterDatabase(this ISiloBuilder builder, ClusterDatabase database)
    {
        builder.Services.AddSingleton(database);
        builder.Services.AddEventLog(database);
        builder.Services.AddUserTallies();
        builder.Services.AddAuditLog();
        builder.UseAdoNetClustering((AdoNetClusteringSiloOptions options) =>
        {
            options.Invariant = database.Invariant;
            options.DataSource = database.DataSource;
        });
        builder.Services.AddSingleton<IDueUsers, DueUsers>();
        builder.AddUserReminders();
        builder.AddAdoNetGrainStorage(AdminStorageName, (OptionsBuilder<AdoNetGrainStorageOptions> storage) =>
            storage.Configure<IServiceProvider>((options, services) =>
            {
                options.Invariant = database.Invariant;
                options.DataSource = database.DataSource;
                options.DeleteStateOnClear = true;

                // A binary form that tolerates new fields by their [Id]; every contract type has a serializer already.
                options.GrainStorageSerializer = ActivatorUtilities.CreateInstance<OrleansGrainStorageSerializer>(services);
            }));
        return builder;
    }
}
