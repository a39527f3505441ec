using System.Collections.Immutable;
using System.Globalization;

namespace PresenceCluster.Storage.Database;

/// <summary>
/// The SQL of one dialect, as embedded from <c>deploy/</c>: numbered schema steps, each applied once, and the texts that Orleans
/// reads from <c>OrleansQuery</c>.
/// </summary>
/// <param name="Steps">Step n stands at index n - 1 and brings a schema of version n - 1 to version n.</param>
/// <param name="Queries">Orleans' key to SQL text.</param>
internal sealed record SchemaScripts(ImmutableArray<string> Steps, ImmutableSortedDictionary<string, string> Queries)
{
    private const string QueryMarker = "-- @query ";

    public int Version => Steps.Length;

    public static SchemaScripts Load(StorageMode mode)
    {
        var dialect = mode == StorageMode.Embedded ? "sqlite" : "postgres";
        var steps = ImmutableArray.CreateBuilder<string>();
        while (TryRead(string.Create(CultureInfo.InvariantCulture, $"{dialect}/schema-{steps.Count + 1:000}.sql")) is { } step)
            steps.Add(step);
        var queries = TryRead($"{dialect}/queries.sql")
            ?? throw new InvalidOperationException($"The program was built without deploy/{dialect}/queries.sql.");
        return new SchemaScripts(steps.DrainToImmutable(), ParseQueries(queries));
    }

    /// <summary>
    /// Splits a text into queries. A marker line begins a query, which ends at the next marker; comment lines are left out.
    /// </summary>
    internal static ImmutableSortedDictionary<string, string> ParseQueries(string text)
    {
        var queries = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        string? key = null;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith(QueryMarker, StringComparison.Ordinal))
            {
                key = line[QueryMarker.Length..].Trim();
                queries.Add(key, "");
            }
            else if (key is not null && !line.StartsWith("--", StringComparison.Ordinal))
            {
                queries[key] = (queries[key] + "\n" + line).Trim();
            }
        }

        return queries.ToImmutable();
    }

    private static string? TryRead(string name)
    {
        using var stream = typeof(SchemaScripts).Assembly.GetManifestResourceStream(name);
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
