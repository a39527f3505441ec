using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PresenceCluster.Domain.Settings;

namespace PresenceCluster.AdminConsole.Operators;

/// <summary>All operators.</summary>
public sealed record OperatorList(ImmutableArray<OperatorLine> Operators);

/// <summary>One of them.</summary>
public sealed record OperatorLine(string Name, OperatorRole Role, bool MustChangePassword, DateTimeOffset? CreatedAt);

/// <summary>A password; only this answer contains it.</summary>
public sealed record OneTimePassword([property: JsonPropertyName("oneTimePassword")] string Text);
