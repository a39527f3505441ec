using System.Data.Common;
using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Delivery;

/// <summary>Positions in the SQL that both dialects understand, as numbers.</summary>
internal static class DeliverySql
{
    public static long Xact(this EventPosition position) => (long)Math.Min(position.Commit, long.MaxValue);

    public static EventPosition GetPosition(this DbDataReader reader, int ordinal)
        => new((ulong)reader.GetInt64(ordinal), reader.GetInt64(ordinal + 1));
}
