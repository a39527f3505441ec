using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Delivery;

/// <summary>The events of one request: of one or more users, each with the first events of its line.</summary>
internal sealed record LaneBatch(ImmutableArray<UserLine> Lines, ImmutableArray<OutgoingEvent> Events);
