using System.Collections.Immutable;

namespace PresenceCluster.Storage.Database;

/// <summary>A command that will run together with others.</summary>
/// <param name="Text">In the SQL that both dialects understand.</param>
/// <param name="Values">Its parameters; null for NULL.</param>
public readonly record struct SqlCommandText(string Text, ImmutableArray<(string Name, object? Value)> Values);
