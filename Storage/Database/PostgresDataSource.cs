using System.Data.Common;
using Npgsql;

namespace PresenceCluster.Storage.Database;

/// <summary>Connections to PostgreSQL, with the settings that the measured rates depend on.</summary>
internal static class PostgresDataSource
{
    /// <summary>
    /// The source for a server. Behind a connection pooler statements are not prepared, unless the connection string asks for it: PgBouncer
    /// may give each transaction another connection to the server, where the statements of this one are not known.
    /// </summary>
    public static async Task<NpgsqlDataSource> CreateAsync(StorageOptions options, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            ApplicationName = "PresenceCluster",

            // These two settings more than double the write rate: no parsing, and no DISCARD ALL with every checkout.
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,

            Enlist = false,
            MaxPoolSize = options.ConnectionsMax,
            Timeout = (int)options.ConnectTimeout.TotalSeconds,
            CommandTimeout = (int)options.CommandTimeout.TotalSeconds,
            CancellationTimeout = 1000,

            // Detects a server that vanished without closing its connections, even while nothing is sent.
            KeepAlive = 10,
        };

        // The operator's connection string overrides these settings.
        var given = new DbConnectionStringBuilder { ConnectionString = options.ConnectionString };
        foreach (string key in given.Keys)
            settings[key] = given[key];
        var asksToPrepare = new NpgsqlConnectionStringBuilder(options.ConnectionString).MaxAutoPrepare > 0;
        if (!asksToPrepare && await IsPooledAsync(settings, cancellationToken))
            settings.MaxAutoPrepare = 0;
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    /// <summary>
    /// Whether a connection pooler answers. PostgreSQL tells the number of its process twice: when a connection begins, and when it is asked.
    /// A pooler makes the first number up, because the connection has no process of its own.
    /// </summary>
    private static async Task<bool> IsPooledAsync(NpgsqlConnectionStringBuilder settings, CancellationToken cancellationToken)
    {
        await using var source = new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
        return await command.ExecuteScalarAsync(cancellationToken) is int pid && pid != connection.ProcessID;
    }
}
