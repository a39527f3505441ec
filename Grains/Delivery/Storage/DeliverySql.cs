using System.Data.Common;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Delivery.Storage;

/// <summary>Commands in the SQL that both dialects understand. Positions and instants are numbers in it.</summary>
internal static class DeliverySql
{
    extension(DbConnection connection)
    {
        public DbCommand Command(string text, params ReadOnlySpan<(string Name, object? Value)> values)
        {
            var command = connection.CreateCommand();
            command.CommandText = text;
            foreach (var (name, value) in values)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                parameter.Value = value ?? DBNull.Value;
                command.Parameters.Add(parameter);
            }

            return command;
        }
    }

    extension(DbCommand command)
    {
        public DbCommand In(DbTransaction transaction)
        {
            command.Transaction = transaction;
            return command;
        }

        public async Task<int> RunAsync(CancellationToken cancellationToken)
        {
            await using (command)
                return await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public static long Xact(this EventPosition position) => (long)Math.Min(position.Commit, long.MaxValue);

    public static EventPosition GetPosition(this DbDataReader reader, int ordinal)
        => new((ulong)reader.GetInt64(ordinal), reader.GetInt64(ordinal + 1));

    public static DateTimeOffset GetInstant(this DbDataReader reader, int ordinal) => new(reader.GetInt64(ordinal), TimeSpan.Zero);
}
