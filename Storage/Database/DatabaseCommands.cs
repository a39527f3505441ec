using System.Data.Common;

namespace PresenceCluster.Storage.Database;

/// <summary>Commands in the SQL that both dialects understand. Instants are stored as numbers: ticks of UTC.</summary>
public static class DatabaseCommands
{
    extension(DbConnection connection)
    {
        /// <summary>A command with its parameters.</summary>
        public DbCommand Command(string text, params ReadOnlySpan<(string Name, object? Value)> values)
        {
            var command = connection.CreateCommand();
            command.CommandText = text;
            foreach (var (name, value) in values)
                command.Parameters.Add(Filled(command.CreateParameter(), name, value));
            return command;
        }

        /// <summary>
        /// Runs commands as one transaction, in one round trip where the database is another process. The transaction must be short: until
        /// it ends, no reader of the log sees any later event. Returns how many rows each command changed.
        /// </summary>
        public async Task<IReadOnlyList<int>> RunTogetherAsync(IReadOnlyList<SqlCommandText> commands, CancellationToken cancellationToken)
        {
            if (commands.Count == 0)
                return [];
            if (!connection.CanCreateBatch)
                return await connection.RunInTurnAsync(commands, cancellationToken);
            await using var batch = connection.CreateBatch();
            foreach (var (text, values) in commands)
            {
                var command = batch.CreateBatchCommand();
                command.CommandText = text;
                foreach (var (name, value) in values)
                    command.Parameters.Add(Filled(command.CreateParameter(), name, value));
                batch.BatchCommands.Add(command);
            }

            await batch.ExecuteNonQueryAsync(cancellationToken);
            return [.. batch.BatchCommands.Select(command => command.RecordsAffected)];
        }

        /// <summary>
        /// Runs a deletion that takes a page of rows, until it finds none. A page that others took rows out of is not the last one. Returns how
        /// many rows were deleted.
        /// </summary>
        public async Task<int> DeletePagesAsync(SqlCommandText deletion, CancellationToken cancellationToken)
        {
            var (total, deleted) = (0, 0);
            do
            {
                deleted = await connection.Command(deletion.Text, deletion.Values.AsSpan()).RunAsync(cancellationToken);
                total += deleted;
            }
            while (deleted > 0);
            return total;
        }

        private async Task<IReadOnlyList<int>> RunInTurnAsync(IReadOnlyList<SqlCommandText> commands, CancellationToken cancellationToken)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var changed = new int[commands.Count];
            for (var i = 0; i < changed.Length; i++)
                changed[i] = await connection.Command(commands[i].Text, commands[i].Values.AsSpan()).In(transaction).RunAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return changed;
        }
    }

    extension(DbCommand command)
    {
        /// <summary>The command as a part of a transaction.</summary>
        public DbCommand In(DbTransaction transaction)
        {
            command.Transaction = transaction;
            return command;
        }

        /// <summary>Runs the command once and disposes it. Returns how many rows it changed.</summary>
        public async Task<int> RunAsync(CancellationToken cancellationToken)
        {
            await using (command)
                return await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static DbParameter Filled(DbParameter parameter, string name, object? value)
    {
        (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
        return parameter;
    }

    /// <summary>An instant in a column.</summary>
    public static DateTimeOffset GetInstant(this DbDataReader reader, int ordinal) => new(reader.GetInt64(ordinal), TimeSpan.Zero);
}
