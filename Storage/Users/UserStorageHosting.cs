using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Settings;

namespace PresenceCluster.Storage.Users;

/// <summary>Registers the storage of user states.</summary>
public static class UserStorageHosting
{
    /// <summary>
    /// Adds <see cref="UserStore"/> and <see cref="IUserStateReader"/> over the database, which the caller keeps open. Limits come from the
    /// section <see cref="UserStorageOptions.Section"/>. A <see cref="WritingSilo"/> among the services fences the writes.
    /// </summary>
    public static IServiceCollection AddUserStorage(this IServiceCollection services, ClusterDatabase database)
    {
        services.AddSettings<UserStorageOptions>(UserStorageOptions.Section);
        services.AddSingleton<IValidateOptions<UserStorageOptions>, UserStorageOptionsValidator>();
        services.AddMetrics();
        services.TryAddSingleton(database);
        services.AddSingleton<UserStorageMetrics>();
        services.AddSingleton<IUserStateStore>(provider => database.Mode == StorageMode.Embedded
            ? new SqliteUserStateStore(database.DataSource)
            : new NpgsqlUserStateStore(database.DataSource, provider.GetService<WritingSilo>()));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<UserStateLanes>(provider, database.Mode));
        services.AddSingleton<IUserStateReader, UserStateReader>();
        services.AddSingleton(provider => new UserStore(provider.GetRequiredService<UserStateLanes>(), provider.GetService<ICommitWatcher>()));
        services.AddSingleton<UserRecount>();
        services.AddSingleton<IOnlineUsers, OnlineUsers>();
        return services.AddUserTallies();
    }

    /// <summary>Adds <see cref="UserTallies"/> over the process's database.</summary>
    public static IServiceCollection AddUserTallies(this IServiceCollection services)
    {
        services.TryAddSingleton<UserTallies>();
        return services;
    }
}
