using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.AdminConsole.Apps;

/// <summary>The apps of the cluster.</summary>
public sealed record AppList(ImmutableArray<AppLine> Apps);

/// <summary>One of them.</summary>
public sealed record AppLine(uint Id, string Name, Edition Edition, LoginPolicyKind LoginPolicy, long Version);

/// <summary>A new app; only this answer contains the key.</summary>
public sealed record CreatedApp(uint Id, string SecretKey);

/// <summary>The keys after one was added, masked, and the new one.</summary>
public sealed record RotatedKey(string SecretKey, ImmutableArray<string> Keys);
