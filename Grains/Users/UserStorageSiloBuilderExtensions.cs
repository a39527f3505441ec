using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Hosting;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Grains.Users;

/// <summary>Registers the storage of user states on a silo that hosts user grains.</summary>
public static class UserStorageSiloBuilderExtensions
{
    /// <summary>The name of the grain storage for user states.</summary>
    public const string UserStorageName = "users";

    /// <summary>
    /// Adds the grain storage <see cref="UserStorageName"/> and <see cref="IUserStateReader"/> over the database, which the caller
    /// keeps open. Limits come from the section <see cref="UserStorageOptions.SectionName"/>.
    /// </summary>
    public static ISiloBuilder AddUserStorage(this ISiloBuilder builder, ClusterDatabase database)
    {
        var services = builder.Services;
        services.AddOptions<UserStorageOptions>().Bind(builder.Configuration.GetSection(UserStorageOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<UserStorageOptions>, UserStorageOptionsValidator>();
        services.AddSingleton<IValidateOptions<UserStorageOptions>, StorageTimeCheck>();
        services.AddMetrics();
        services.TryAddSingleton(database);
        services.AddSingleton<UserStorageMetrics>();
        services.AddSingleton<IUserStateStore>(provider => database.Mode == StorageMode.Embedded
            ? new SqliteUserStateStore(database.DataSource)
            : new NpgsqlUserStateStore(database.DataSource, provider.GetService<ILocalSiloDetails>()));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<UserStateLanes>(provider, database.Mode));
        services.AddSingleton<IUserStateReader, UserStateReader>();
        services.AddUserTallies();
        services.AddGrainStorage(UserStorageName, (provider, _) => new GroupCommitGrainStorage(
            provider.GetRequiredService<UserStateLanes>(), provider.GetService<ICommitWatcher>()));
        return builder;
    }

    /// <summary>Has this silo count the users of its share of the apps once in a while; needs the user storage and the apps.</summary>
    public static ISiloBuilder AddTallyUpkeep(this ISiloBuilder builder)
    {
        builder.Services.AddSingleton<UserRecount>();
        builder.Services.AddHostedService<TallyUpkeep>();
        return builder;
    }
}
